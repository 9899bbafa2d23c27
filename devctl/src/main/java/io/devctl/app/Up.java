package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.migrate.MigrateOptions;
import io.devctl.migrate.Migrator;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import io.devctl.model.TargetState;
import io.devctl.postgres.Endpoint;
import io.devctl.supervise.SupervisorClient;
import io.devctl.supervise.logs.LogQuery;
import io.devctl.supervise.logs.Logs;
import io.devctl.supervise.unit.UnitSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code dev up}: Postgres, migrations, services, ready. The supervisor starts what needs no database while Postgres is
 * still starting; a service learns through facts that its database and its migrations are there.
 */
public final class Up implements AutoCloseable {
    /** Enough to see an exception and what led to it. */
    private static final int LAST_WORDS = 20;

    private final Environment environment;
    private final Options options;
    private final EventSink events;
    private final Set<String> services;
    private final Migrations migrations;
    private final Instant began = Instant.now();
    private volatile @Nullable SupervisorClient supervisor;
    private volatile boolean owner;
    private volatile boolean supervisorIsMine;

    /**
     * What {@code dev up} was asked to do.
     *
     * @param services empty for all of the profiles
     * @param detach the environment goes on without this process
     * @param timeout null for as long as each service's own deadline allows
     */
    public record Options(
            List<String> services,
            boolean detach,
            Scope scope,
            boolean dependencies,
            Set<String> profiles,
            @Nullable Duration timeout) {
        public Options {
            services = List.copyOf(services);
            profiles = Set.copyOf(profiles);
        }
    }

    /** Whose migrations are run. */
    public enum Scope {
        /** Nobody's, and nobody waits for them: {@code --skip-migrations}. */
        NO_MIGRATIONS,
        /** Those of the services that are started, and of what they depend on. */
        OF_SERVICES,
        /** All. */
        ALL_MIGRATIONS
    }

    /**
     * How it went.
     *
     * @param migrations null when they were not looked at
     * @param services the units that were wanted, in the order of services.yaml
     * @param timedOut whether the timeout passed before all had settled
     */
    public record Result(
            @Nullable MigrateReport migrations, List<ServiceStatus> services, Duration took, boolean timedOut) {
        /** OK when every migration was applied and every unit is ready or completed. */
        public ExitCode exitCode() {
            ExitCode migrated = migrations == null ? ExitCode.OK : Migrator.exitCode(migrations);
            if (migrated != ExitCode.OK) {
                return migrated;
            }
            return !timedOut && services.stream().allMatch(Result::good) ? ExitCode.OK : ExitCode.FAILED;
        }

        /** Whether every migration that was to be applied is. */
        public boolean migrated() {
            return migrations == null || Migrator.exitCode(migrations) == ExitCode.OK;
        }

        /** Whether any of the units has a process. */
        public boolean anythingRuns() {
            return services.stream().anyMatch(service -> service.pid() != null);
        }

        private static boolean good(ServiceStatus service) {
            return service.state() == ServiceState.READY || service.state() == ServiceState.COMPLETED;
        }
    }

    public Up(Environment environment, Options options, EventSink events) {
        this.environment = environment;
        this.options = options;
        this.events = events;
        this.services = Selection.services(
                environment.config(), options.services(), options.profiles(), options.dependencies());
        this.migrations = new Migrations(environment);
    }

    /** Brings the environment up and returns when everything that was wanted has settled. */
    public Result run() {
        StateDirectory.create(environment.config().root());
        Optional<SupervisorClient> running = SupervisorProcess.running(environment.stateDirectory(), events);
        if (running.isEmpty() && services.isEmpty() && options.detach()) {
            return database();
        }
        new Preflight(environment).check(services, running);
        try {
            SupervisorProcess.Spawned spawned = SupervisorProcess.startUnless(running, environment.stateDirectory());
            CompletableFuture<Endpoint> postgres =
                    CompletableFuture.supplyAsync(() -> environment.postgres().start(events));
            SupervisorClient client = spawned.join();
            supervisor = client;
            supervisorIsMine = running.isEmpty();
            owner = !options.detach() && supervisorIsMine && client.own();
            return bringUp(client, postgres);
        } catch (DevctlException e) {
            undo();
            throw e;
        }
    }

    /** The database alone, and nobody who would have to end it: there is nothing to supervise. */
    private Result database() {
        boolean ran = environment.postgres().status().running();
        try {
            environment.postgres().start(events);
            return new Result(null, List.of(), Duration.between(began, Instant.now()), false);
        } catch (DevctlException e) {
            if (!ran) {
                environment.postgres().stop(events);
            }
            throw e;
        }
    }

    /** Shows what those that failed have last written; for a caller that has not followed the logs. */
    public void lastWords(Result result) {
        Set<String> failed = result.services().stream()
                .filter(service -> service.state() == ServiceState.FAILED)
                .map(ServiceStatus::name)
                .collect(Collectors.toSet());
        Logs logs = new Logs(environment.stateDirectory());
        for (String service : failed) {
            LogQuery query = new LogQuery(Set.of(service), LAST_WORDS, began, null, null);
            logs.read(query, line -> events.emit(new Event.Logged(line)));
        }
    }

    /** Has a golden copy made, while the user goes on, when this was the first run on an empty database. */
    public void prepareReset(Result result) {
        GoldenKeeper.afterMigrating(environment, result.migrations());
    }

    /** Shows what services write, from the beginning of this run, until this process ends. */
    public void followLogs() {
        Set<String> shown = runnable();
        if (shown.isEmpty()) {
            return;
        }
        LogQuery query = new LogQuery(shown, null, began, null, null);
        Thread follower = new Thread(
                () -> new Logs(environment.stateDirectory()).follow(query, line -> events.emit(new Event.Logged(line))),
                "logs");
        follower.setDaemon(true);
        follower.start();
    }

    /** Returns when the environment has been shut down by somebody else; an exception when the supervisor was killed. */
    public void stay() {
        SupervisorClient client = supervisor;
        if (client != null && !client.awaitEnd()) {
            boolean stop = environment.config().onSupervisorExit() == DevctlConfig.OnSupervisorExit.STOP;
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "the supervisor was killed; services " + (stop ? "stop" : "go on without it"),
                    "dev up supervises them again, dev down stops what is left");
        }
    }

    /** Ctrl-C: ends the environment where it belongs to this process, else just leaves. */
    public void leave() {
        migrations.cancel();
        SupervisorClient client = supervisor;
        if (client != null && (owner || supervisorIsMine)) {
            client.shutdown(false, EventSink.none()); // what happens is told to the subscriber, which is this one
        }
    }

    /** From now on everything goes on when this process ends. */
    public void letGo() {
        SupervisorClient client = supervisor;
        if (client != null) {
            client.detach();
            owner = false;
            supervisorIsMine = false;
        }
    }

    /** Runs the action when the environment has been shut down, by whomever; to be called behind {@link #run}. */
    public void onEnd(Runnable action) {
        SupervisorClient client = supervisor;
        if (client != null) {
            client.onEnd(action);
        }
    }

    /** The units that were wanted, as they are now. */
    public List<ServiceStatus> services() {
        SupervisorClient client = supervisor;
        Set<String> wanted = runnable();
        return client == null
                ? List.of()
                : client.status().stream()
                        .filter(status -> wanted.contains(status.name()))
                        .toList();
    }

    /** What units use of the machine, by name. */
    public Map<String, ServiceUsage> usage() {
        SupervisorClient client = supervisor;
        return client == null ? Map.of() : client.usage();
    }

    /** Stops the units and their supervisor, and leaves Postgres running. */
    void endSupervisor() {
        SupervisorClient client = supervisor;
        if (client != null) {
            client.shutdown(true, events);
        }
    }

    @Override
    public void close() {
        SupervisorClient client = supervisor;
        if (client != null) {
            client.close();
        }
    }

    private Result bringUp(SupervisorClient client, CompletableFuture<Endpoint> postgres) {
        Facts facts = new Facts(client, environment.config(), services);
        facts.forget();
        Endpoint expected = environment.postgres().endpoint();
        apply(client, expected);
        Settlement settlement = new Settlement(runnable());
        client.subscribe(event -> {
            events.emit(event);
            settlement.accept(event);
        });
        client.onEnd(settlement::end);

        Endpoint actual = join(postgres);
        if (!actual.equals(expected)) {
            apply(client, actual);
        }
        facts.postgresIsReady();
        MigrateReport report = options.scope() == Scope.NO_MIGRATIONS ? null : migrate(facts);
        facts.migrationsAreDone(report);
        boolean settled = await(settlement);
        List<ServiceStatus> states = services();
        warnOfPendingMigrations(states);
        return new Result(report, states, Duration.between(began, Instant.now()), !settled);
    }

    private void apply(SupervisorClient client, Endpoint postgres) {
        List<UnitSpec> specs = Wanted.units(environment, client, services, postgres);
        client.surroundings(environment.config().callerVariables());
        client.apply(specs);
        client.start(runnable());
    }

    private MigrateReport migrate(Facts facts) {
        boolean all = options.scope() == Scope.ALL_MIGRATIONS;
        Map<String, String> manual = all ? Map.of() : manual();
        if (!manual.isEmpty()) {
            reportPending(manual);
        }
        return migrations.run(
                target -> all || (services.contains(target.service()) && !manual.containsKey(target.service())),
                MigrateOptions.defaults(),
                event -> {
                    facts.learn(event);
                    events.emit(event);
                });
    }

    /** The services that are not migrated by themselves, and why. */
    private Map<String, String> manual() {
        AutoMigrate switches = new AutoMigrate(environment.config(), options.profiles());
        Map<String, String> manual = new LinkedHashMap<>();
        for (String service : services) {
            if (!Selection.service(environment.config(), service).migrations().isEmpty()) {
                switches.objection(service).ifPresent(why -> manual.put(service, why));
            }
        }
        return manual;
    }

    private void reportPending(Map<String, String> manual) {
        migrations.check(target -> manual.containsKey(target.service())).stream()
                .filter(status -> status.state() != TargetState.CURRENT)
                .collect(Collectors.groupingBy(
                        status -> status.target().service(), LinkedHashMap::new, Collectors.toList()))
                .forEach((service, behind) -> {
                    long pending = behind.stream()
                            .flatMap(status -> status.pending().stream())
                            .distinct()
                            .count();
                    String what = pending == 0 ? "not current" : "pending: " + pending + " migrations";
                    events.emit(new Event.Warning(
                            service + " is not migrated (" + manual.get(service) + "), and " + behind.size()
                                    + (behind.size() == 1 ? " target is " : " targets are ") + what,
                            "dev migrate --service " + service));
                });
    }

    /** The services with something to run. */
    private Set<String> runnable() {
        return services.stream()
                .filter(name -> Selection.service(environment.config(), name).runs())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean await(Settlement settlement) {
        try {
            Duration limit = options.timeout();
            return settlement.await(limit == null ? null : limit.minus(Duration.between(began, Instant.now())), events);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** With --skip-migrations a service that died may well miss its tables. */
    private void warnOfPendingMigrations(List<ServiceStatus> states) {
        if (options.scope() != Scope.NO_MIGRATIONS) {
            return;
        }
        Set<String> failed = states.stream()
                .filter(state -> state.state() == ServiceState.FAILED)
                .map(ServiceStatus::name)
                .collect(Collectors.toSet());
        if (failed.isEmpty()) {
            return;
        }
        migrations.check(target -> failed.contains(target.service())).stream()
                .filter(status -> !status.pending().isEmpty())
                .collect(Collectors.groupingBy(status -> status.target().service()))
                .forEach((service, behind) -> events.emit(new Event.Warning(
                        service + " failed, and " + behind.size() + " of its targets have pending migrations",
                        "dev migrate --service " + service)));
    }

    private static Endpoint join(CompletableFuture<Endpoint> postgres) {
        try {
            return postgres.join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof DevctlException known) {
                throw known;
            }
            throw e;
        }
    }

    /** After a failure that is not a service's own, nothing stays that was not there before. */
    private void undo() {
        SupervisorClient client = supervisor;
        if (client != null && supervisorIsMine) {
            client.shutdown(false, events);
        }
    }
}
