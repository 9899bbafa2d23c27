package io.devctl.app;

import io.devctl.config.ConfigLoader;
import io.devctl.config.DevctlConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.model.EventSink;
import io.devctl.model.MigrateReport;
import io.devctl.model.PlannedChange;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.SupervisorClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code dev up} where everything stands already: the same end, reached without starting, migrating or waiting. */
public final class Standing {
    /** Nothing is to be waited for but tasks that find their inputs unchanged. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Environment environment;
    private final EventSink events;

    public Standing(Environment environment, EventSink events) {
        this.environment = environment;
        this.events = events;
    }

    /**
     * What {@link Up#run} of all services would return.
     *
     * @return empty when there is something for it to do, or to say; nothing has been started or migrated then
     */
    public Optional<Up.Result> result() {
        Instant began = Instant.now();
        DevctlConfig config = environment.config();
        Set<String> services = Selection.services(config, List.of(), Set.of(), true);
        if (!environment.isUp()
                || !ConfigLoader.missingDotEnv(config).isEmpty()
                || services.stream().anyMatch(this::needsMore)) {
            return Optional.empty();
        }
        Optional<SupervisorClient> running = SupervisorClient.connect(environment.stateDirectory());
        if (running.isEmpty()) {
            return Optional.empty();
        }
        try (SupervisorClient client = running.get()) {
            Plan plan = new Plan(environment, List.of(), Set.of(), true);
            if (client.ending()
                    || !plan.services().stream().allMatch(change -> change.action() == PlannedChange.Action.KEEP)) {
                return Optional.empty();
            }
            Optional<MigrateReport> migrated =
                    new Migrations(environment).nothingToDo(target -> services.contains(target.service()), events);
            if (migrated.isEmpty()) {
                return Optional.empty();
            }
            // what changes no process: another probe, other variables for what is started next; tasks look at their
            // inputs
            client.surroundings(config.callerVariables());
            client.apply(Wanted.units(
                    environment, client, services, environment.postgres().endpoint()));
            Settlement settlement = new Settlement(plan.runnable());
            client.subscribe(event -> {
                events.emit(event);
                settlement.accept(event);
            });
            Facts facts = new Facts(client, config, services);
            facts.postgresIsReady();
            facts.migrationsAreDone(migrated.get());
            if (!settled(settlement)) {
                return Optional.empty();
            }
            List<ServiceStatus> wanted = client.status().stream()
                    .filter(state -> services.contains(state.name()))
                    .toList();
            return wanted.stream().allMatch(Standing::good)
                    ? Optional.of(new Up.Result(migrated.get(), wanted, Duration.between(began, Instant.now()), false))
                    : Optional.empty();
        }
    }

    private static boolean settled(Settlement settlement) {
        try {
            return settlement.await(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A container's image may have to be fetched; a service that is migrated by hand is to be told of. */
    private boolean needsMore(String name) {
        ServiceConfig service = Selection.service(environment.config(), name);
        return service.container() != null
                || (!service.migrations().isEmpty()
                        && new AutoMigrate(environment.config(), Set.of())
                                .objection(name)
                                .isPresent());
    }

    private static boolean good(ServiceStatus status) {
        return status.state() == ServiceState.READY || status.state() == ServiceState.COMPLETED;
    }
}
