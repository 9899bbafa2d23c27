package io.devctl.app;

import io.devctl.config.CommandConfig;
import io.devctl.config.DevctlConfig;
import io.devctl.config.ProbeConfig;
import io.devctl.config.RestartConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.ServiceEnvironment;
import io.devctl.config.StopConfig;
import io.devctl.config.Template;
import io.devctl.postgres.Endpoint;
import io.devctl.supervise.unit.Condition;
import io.devctl.supervise.unit.HostPort;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.Restart;
import io.devctl.supervise.unit.Stop;
import io.devctl.supervise.unit.UnitSpec;
import io.devctl.supervise.unit.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns services of services.yaml into units for the supervisor, with every open name filled in. */
final class Units {
    private static final Duration CONTAINER_END = Duration.ofSeconds(15);

    private final DevctlConfig config;
    private final Endpoint postgres;
    private final Ports ports;
    private final DottedNames names;

    Units(DevctlConfig config, Endpoint postgres, Ports ports) {
        this.config = config;
        this.postgres = postgres;
        this.ports = ports;
        this.names = new DottedNames(postgres, ports);
    }

    /** A unit for each of the services that has something to run; dependencies on services that are not among them are left out. */
    List<UnitSpec> of(Set<String> services) {
        List<UnitSpec> units = new ArrayList<>();
        for (String name : services) {
            ServiceConfig service = ports.service(name);
            if (service.runs()) {
                units.add(unit(service, services));
            }
        }
        return units;
    }

    /** The whole environment of a service's process: the caller's variables and, over them, the declared ones. */
    Map<String, String> environment(ServiceConfig service) {
        Map<String, String> all = new LinkedHashMap<>(config.callerVariables());
        all.putAll(declared(service));
        return all;
    }

    /** What services.yaml, its files, .env and devctl say, without what the caller happens to have set. */
    private Map<String, String> declared(ServiceConfig service) {
        return config.environment(service).fill(provided(service), names);
    }

    /** PORT, DATABASE_URL and libpq's variables; those of the database only where the service does not set any itself. */
    private Map<String, String> provided(ServiceConfig service) {
        Map<String, String> provided = new LinkedHashMap<>();
        Integer port = ports.of(service);
        if (port != null) {
            provided.put("PORT", port.toString());
        }
        ServiceEnvironment environment = config.environment(service);
        if (usesDatabase(service) && !environment.setsDatabase()) {
            provided.put("DATABASE_URL", postgres.url());
            provided.put("PGHOST", postgres.host());
            provided.put("PGPORT", Integer.toString(postgres.port()));
            provided.put("PGUSER", postgres.user());
            provided.put("PGPASSWORD", postgres.password());
            provided.put("PGDATABASE", postgres.database());
            String encryption = postgres.parameters().get("sslmode");
            if (encryption != null) {
                provided.put("PGSSLMODE", encryption);
            }
            String authority = postgres.parameters().get("sslrootcert");
            if (authority != null) {
                provided.put("PGSSLROOTCERT", authority);
            }
        }
        return provided;
    }

    private UnitSpec unit(ServiceConfig service, Set<String> together) {
        CommandConfig command = service.command();
        Integer port = ports.of(service);
        Map<String, String> env = new LinkedHashMap<>(declared(service));
        List<String> argv;
        String image = service.container();
        if (image == null) {
            argv = argv(Objects.requireNonNull(command));
        } else {
            ServiceContainers.Unit container = ServiceContainers.unit(config, service, image, port, env.keySet());
            argv = container.argv();
            env.putAll(container.environment());
        }
        return new UnitSpec(
                        service.name(),
                        service.task(),
                        argv,
                        service.dir(),
                        env,
                        port,
                        ports.url(service),
                        dependencies(service, together),
                        service.waitFor().stream()
                                .map(address -> new HostPort(address.host(), address.port()))
                                .toList(),
                        probe(service.ready(), port),
                        probe(service.live(), port),
                        restart(service.restart()),
                        image == null ? stop(service.stop()) : stopOfContainer(service.stop()),
                        service.inputs(),
                        usesDatabase(service))
                .asContainer(image != null)
                .withStartup(probe(service.startup(), port))
                .withWatch(watch(service))
                .withSecrets(service.secrets());
    }

    private Watch watch(ServiceConfig service) {
        if (service.watch().isEmpty()) {
            return Watch.nothing();
        }
        boolean migrates =
                new AutoMigrate(config, Set.of()).objection(service.name()).isEmpty();
        List<Path> migrations = !migrates
                ? List.of()
                : service.migrations().stream()
                        .flatMap(set -> set.paths().stream())
                        .toList();
        return new Watch(
                service.watch(),
                migrations,
                List.of(
                        "migrate",
                        "--service",
                        service.name(),
                        "--file",
                        config.file().toString()));
    }

    /** A container reaches no server on this machine's loopback interface, so it is not offered one. */
    private static boolean usesDatabase(ServiceConfig service) {
        return service.database() && service.container() == null;
    }

    /** Its process passes the signal on, and has to be there until the container is gone. */
    private Stop stopOfContainer(StopConfig stop) {
        Stop inside = stop(stop);
        return new Stop("TERM", inside.timeout().plus(CONTAINER_END), inside.command(), inside.withSupervisor());
    }

    private List<String> argv(CommandConfig command) {
        if (command instanceof CommandConfig.Shell shell) {
            return List.of("/bin/sh", "-c", shell.line().fill(names));
        }
        return ((CommandConfig.Argv) command)
                .words().stream().map(word -> word.fill(names)).toList();
    }

    private Map<String, Condition> dependencies(ServiceConfig service, Set<String> together) {
        Map<String, Condition> dependencies = new LinkedHashMap<>();
        if (usesDatabase(service)) {
            dependencies.put(Selection.POSTGRES, new Condition.Ready());
        }
        if (!service.migrations().isEmpty()) {
            dependencies.put(Selection.migrationsOf(service.name()), new Condition.Completed());
        }
        if (service.task() && usesDatabase(service) && service.dependsOn().isEmpty()) {
            // a seed that says nothing more needs the tables
            withMigrations(together)
                    .forEach(owner -> dependencies.put(Selection.migrationsOf(owner), new Condition.Completed()));
        }
        service.dependsOn().forEach((name, condition) -> {
            if (name.equals(Selection.POSTGRES) || together.contains(Selection.serviceOf(name))) {
                dependencies.put(unitOrFact(name), condition(condition));
            }
        });
        return dependencies;
    }

    /** A service that has nothing to run is there when its migrations are. */
    private String unitOrFact(String name) {
        ServiceConfig service = config.services().get(name);
        return service == null || service.runs() ? name : Selection.migrationsOf(name);
    }

    private List<String> withMigrations(Set<String> services) {
        return services.stream()
                .filter(name -> !ports.service(name).migrations().isEmpty())
                .toList();
    }

    private static Condition condition(io.devctl.config.Condition condition) {
        if (condition instanceof io.devctl.config.Condition.Log log) {
            return new Condition.Log(log.regex());
        }
        if (condition instanceof io.devctl.config.Condition.Started) {
            return new Condition.Started();
        }
        return condition instanceof io.devctl.config.Condition.Completed
                ? new Condition.Completed()
                : new Condition.Ready();
    }

    private @Nullable Probe probe(@Nullable ProbeConfig probe, @Nullable Integer port) {
        if (probe == null) {
            return null;
        }
        return new Probe(
                check(probe.check(), port),
                probe.interval(),
                probe.timeout(),
                probe.failureThreshold(),
                probe.deadline());
    }

    private Probe.Check check(ProbeConfig.Check check, @Nullable Integer port) {
        if (check instanceof ProbeConfig.Http http) {
            String address = http.address().fill(names);
            return new Probe.Check.Http(
                    address.startsWith("/") ? "http://127.0.0.1:" + port + address : address,
                    http.status(),
                    http.body(),
                    http.headers());
        }
        if (check instanceof ProbeConfig.Tcp tcp) {
            return new Probe.Check.Tcp(address(tcp.address()));
        }
        if (check instanceof ProbeConfig.Log log) {
            return new Probe.Check.Log(log.regex());
        }
        if (check instanceof ProbeConfig.Exec exec) {
            return new Probe.Check.Exec(argv(exec.command()));
        }
        return new Probe.Check.Sql(((ProbeConfig.Sql) check).query());
    }

    private HostPort address(Template template) {
        String address = template.fill(names);
        int colon = address.lastIndexOf(':');
        return colon < 0
                ? new HostPort("127.0.0.1", Integer.parseInt(address))
                : new HostPort(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    private static Restart restart(RestartConfig config) {
        Restart standard = Restart.of(
                switch (config.policy()) {
                    case NO -> Restart.Policy.NO;
                    case ON_FAILURE -> Restart.Policy.ON_FAILURE;
                    case ALWAYS -> Restart.Policy.ALWAYS;
                });
        Duration longest =
                standard.maxBackoff().compareTo(config.backoff()) < 0 ? config.backoff() : standard.maxBackoff();
        Integer limit = config.maxRestarts();
        return new Restart(
                standard.policy(),
                config.backoff(),
                longest,
                standard.stableAfter(),
                limit == null ? standard.maxRestarts() : limit);
    }

    private Stop stop(StopConfig stop) {
        CommandConfig command = stop.command();
        return new Stop(
                stop.signal(),
                stop.timeout(),
                command == null ? null : argv(command),
                config.onSupervisorExit() == DevctlConfig.OnSupervisorExit.STOP);
    }
}
