package io.devctl.app;

import io.devctl.config.Condition;
import io.devctl.config.ServiceConfig;
import io.devctl.model.LogLine;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.StatusReport;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.model.WhyReport;
import io.devctl.supervise.logs.LogQuery;
import io.devctl.supervise.logs.Logs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code dev why}: the chain of what keeps a service from being ready, down to the last cause. Starts nothing. */
public final class Why {
    /** Enough to see an exception and what led to it. */
    private static final int LAST_WORDS = 20;

    private final Environment environment;
    private final StatusReport report;
    private final List<WhyReport.Link> chain = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private @Nullable String hint;
    private @Nullable String speaker;
    private boolean crashed;

    /** Looks at everything as it is now. */
    public Why(Environment environment) {
        this.environment = environment;
        this.report = new Status(environment).report();
    }

    /**
     * Why this service is not ready.
     *
     * @throws io.devctl.model.DevctlException USAGE for a name that nobody knows
     */
    public WhyReport of(String service) {
        Selection.named(environment.config(), List.of(service));
        follow(service);
        WhyReport.Link first = chain.get(0);
        String wordsOf = speaker;
        List<LogLine> words = first.good() || wordsOf == null ? List.of() : lastWords(wordsOf);
        return new WhyReport(service, first.good(), chain, words, hint);
    }

    private void follow(String name) {
        if (!seen.add(name)) {
            return;
        }
        ServiceConfig service = Selection.service(environment.config(), name);
        Optional<ServiceStatus> known = report.services().stream()
                .filter(status -> status.name().equals(name))
                .findFirst();
        if (known.isEmpty()) {
            // it only owns migrations, or belongs to a profile that was not asked for
            if (!service.migrations().isEmpty() && !migrated(name)) {
                followMigrations(name);
            } else {
                chain.add(new WhyReport.Link(name, service.runs() ? "stopped" : "ready", !service.runs(), null));
                hint = service.runs() ? "dev start " + name : hint;
            }
            return;
        }
        follow(service, known.get());
    }

    private void follow(ServiceConfig service, ServiceStatus status) {
        boolean good = status.state() == ServiceState.READY || status.state() == ServiceState.COMPLETED;
        chain.add(new WhyReport.Link(service.name(), word(status.state()), good, status.reason()));
        switch (status.state()) {
            case READY, COMPLETED -> {}
            case PENDING -> obstacle(service);
            case FAILED, RESTARTING -> {
                speaker = service.name();
                crashed = true;
                hint = "dev restart " + service.name() + ", once the cause is mended";
                if (!migrated(service.name())) {
                    followMigrations(service.name());
                }
            }
            case STARTING, RUNNING, UNREADY -> {
                speaker = service.name();
                hint = "dev logs -f " + service.name();
            }
            case STOPPING -> hint = "dev logs -f " + service.name();
            case STOPPED -> hint = report.supervisorPid() == null ? "dev up" : "dev start " + service.name();
        }
    }

    /** Goes to the first thing that a pending service waits for, in the order in which the supervisor looks. */
    private void obstacle(ServiceConfig service) {
        if (service.database() && !report.postgres().running()) {
            chain.add(new WhyReport.Link(Selection.POSTGRES, "stopped", false, null));
            hint = "dev up";
            return;
        }
        if (!service.migrations().isEmpty() && !migrated(service.name())) {
            followMigrations(service.name());
            return;
        }
        for (Map.Entry<String, Condition> dependency : service.dependsOn().entrySet()) {
            String name = dependency.getKey();
            String owner = Selection.serviceOf(name);
            if (name.equals(Selection.POSTGRES)) {
                continue;
            }
            if (!owner.equals(name)) {
                if (!migrated(owner)) {
                    followMigrations(owner);
                    return;
                }
            } else if (!holds(name, dependency.getValue())) {
                follow(name);
                return;
            }
        }
    }

    private boolean holds(String name, Condition condition) {
        if (condition instanceof Condition.Log) {
            return false; // whether the line was written is known to the supervisor alone, which still waits
        }
        return report.services().stream()
                .filter(status -> status.name().equals(name))
                .anyMatch(status -> switch (status.state()) {
                    case READY, COMPLETED -> true;
                    case STARTING, RUNNING, UNREADY -> condition instanceof Condition.Started;
                    case PENDING, RESTARTING, STOPPING, STOPPED, FAILED -> false;
                });
    }

    private void followMigrations(String service) {
        report.migrations().stream()
                .filter(status -> status.target().service().equals(service))
                .filter(status -> status.state() != TargetState.CURRENT)
                .min((one, other) ->
                        Boolean.compare(other.state() == TargetState.FAILED, one.state() == TargetState.FAILED))
                .ifPresent(status -> {
                    chain.add(new WhyReport.Link(
                            Selection.migrationsOf(service),
                            status.state().name().toLowerCase(Locale.ROOT),
                            false,
                            words(status)));
                    hint = "dev migrate --service " + service;
                });
    }

    private static String words(TargetStatus status) {
        String pending = status.pending().isEmpty()
                ? ""
                : ", " + status.pending().size() + " pending, the first is "
                        + status.pending().get(0);
        return "target " + status.target().label() + (status.reason() == null ? "" : ": " + status.reason()) + pending;
    }

    private boolean migrated(String service) {
        return report.migrations().stream()
                .filter(status -> status.target().service().equals(service))
                .allMatch(status -> status.state() == TargetState.CURRENT);
    }

    private List<LogLine> lastWords(String service) {
        LogQuery.Attempt attempt = crashed ? new LogQuery.Attempt.LastCrash() : new LogQuery.Attempt.Last(1);
        List<LogLine> lines = new ArrayList<>();
        new Logs(environment.stateDirectory())
                .read(new LogQuery(Set.of(service), LAST_WORDS, null, null, null, null, attempt), lines::add);
        return lines;
    }

    private static String word(ServiceState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
