package io.devctl.app;

import io.devctl.config.ServiceConfig;
import io.devctl.model.DevctlException;
import io.devctl.model.PostgresStatus;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import io.devctl.model.StatusReport;
import io.devctl.model.Target;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.supervise.LeftUnits;
import io.devctl.supervise.SupervisorClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code dev status}: what runs and what is migrated. Starts nothing; asks the database, never a memory of it. */
public final class Status {
    private final Environment environment;

    public Status(Environment environment) {
        this.environment = environment;
    }

    /** Everything there is to know now. */
    public StatusReport report() {
        Optional<SupervisorClient> supervisor = SupervisorClient.connect(environment.stateDirectory());
        Long pid = null;
        List<ServiceStatus> services = List.of();
        Map<String, ServiceUsage> usage = Map.of();
        if (supervisor.isPresent()) {
            try (SupervisorClient client = supervisor.get()) {
                pid = client.pid();
                services = client.status();
                usage = usage(client);
            }
        } else {
            services = LeftUnits.running(environment.stateDirectory());
        }
        PostgresStatus postgres = environment.postgres().status();
        Migrated migrated = migrated(postgres, target -> true);
        return new StatusReport(
                environment.config().project(),
                pid,
                postgres,
                migrated.targets(),
                withMigrations(all(services), migrated.targets()),
                migrated.orphans(),
                usage);
    }

    /** A supervisor that was started by an earlier devctl does not know the question. */
    private static Map<String, ServiceUsage> usage(SupervisorClient client) {
        try {
            return client.usage();
        } catch (DevctlException unknown) {
            return Map.of();
        }
    }

    /** A service that has died may well miss the tables of migrations that nobody has applied. */
    private static List<ServiceStatus> withMigrations(List<ServiceStatus> services, List<TargetStatus> targets) {
        return services.stream()
                .map(service -> {
                    boolean died = service.state() == ServiceState.FAILED || service.state() == ServiceState.RESTARTING;
                    List<String> files = targets.stream()
                            .filter(target -> died && target.target().service().equals(service.name()))
                            .flatMap(target -> target.pending().stream())
                            .distinct()
                            .toList();
                    if (files.isEmpty()) {
                        return service;
                    }
                    String pending = files.size() == 1
                            ? "its migration " + files.get(0) + " is pending"
                            : files.size() + " of its migrations are pending, the first is " + files.get(0);
                    return service.because(service.reason() == null ? pending : service.reason() + "; " + pending);
                })
                .toList();
    }

    /** The part about migrations alone; a target's state is unknown while Postgres does not run. */
    public List<TargetStatus> migrations(Predicate<Target> wanted) {
        return migrated(environment.postgres().status(), wanted).targets();
    }

    /** Whether all is ready or completed, and current. */
    public static boolean good(StatusReport report) {
        return report.postgres().running()
                && report.migrations().stream().allMatch(target -> target.state() == TargetState.CURRENT)
                && report.services().stream()
                        .allMatch(service ->
                                service.state() == ServiceState.READY || service.state() == ServiceState.COMPLETED);
    }

    private record Migrated(List<TargetStatus> targets, List<StatusReport.Orphan> orphans) {}

    private Migrated migrated(PostgresStatus postgres, Predicate<Target> wanted) {
        if (!postgres.running()) {
            return unknown("Postgres is not running", wanted);
        }
        try {
            Migrations migrations = new Migrations(environment);
            return new Migrated(migrations.check(wanted), migrations.orphans());
        } catch (DevctlException e) {
            return unknown(e.getMessage(), wanted);
        }
    }

    private Migrated unknown(@Nullable String why, Predicate<Target> wanted) {
        String reason = why == null ? "the database cannot be asked" : why;
        Targets targets = new Targets(environment);
        List<TargetStatus> states = targets.withoutDatabase().stream()
                .map(target -> target.target())
                .filter(wanted)
                .map(target -> TargetStatus.unknown(target, reason))
                .toList();
        return new Migrated(states, List.of());
    }

    /** The supervisor's units and, as stopped, the services that it does not know; in the order of services.yaml. */
    private List<ServiceStatus> all(List<ServiceStatus> known) {
        Map<String, ServiceStatus> byName = new LinkedHashMap<>();
        Ports ports = new Ports(environment.config(), environment.stateDirectory());
        for (ServiceConfig service : environment.config().services().values()) {
            if (service.runs() && service.profiles().contains("default")) {
                byName.put(service.name(), stopped(service, ports));
            }
        }
        known.forEach(status -> byName.put(status.name(), status));
        return new ArrayList<>(byName.values());
    }

    private static ServiceStatus stopped(ServiceConfig service, Ports ports) {
        Integer port = ports.known(service);
        String url = port == null ? null : "http://127.0.0.1:" + port;
        return new ServiceStatus(
                service.name(), service.task(), ServiceState.STOPPED, null, port, url, 0, null, null, null);
    }
}
