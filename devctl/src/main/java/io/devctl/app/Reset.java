package io.devctl.app;

import io.devctl.config.ServiceConfig;
import io.devctl.migrate.MigrateOptions;
import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.TaskRecords;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.Target;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.Preparation;
import io.devctl.postgres.copies.Copies;
import io.devctl.postgres.provider.PostgresServers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@code dev reset}: wipes the local database, or some of its schemas, and builds it anew. */
public final class Reset {
    private final Environment environment;
    private final Options options;
    private final EventSink events;
    private final Instant began = Instant.now();

    /**
     * What was asked for.
     *
     * @param services empty for all
     * @param tenants empty for all; when both are empty the whole database goes, with what no target owns
     * @param migrate whether the database is built anew; without, it stays empty and nothing is started
     * @param golden whether the golden copy may be used and kept
     */
    public record Options(List<String> services, List<String> tenants, boolean migrate, boolean golden) {
        public Options {
            services = List.copyOf(services);
            tenants = List.copyOf(tenants);
        }

        boolean whole() {
            return services.isEmpty() && tenants.isEmpty();
        }
    }

    public Reset(Environment environment, Options options, EventSink events) {
        this.environment = environment;
        this.options = options;
        this.events = events;
    }

    /**
     * What will be lost, in words: {@code the database 'acme' of '/src/acme', with 7 migrated schemas; about 90 rows …}.
     *
     * @throws DevctlException USAGE when the database is not devctl's to wipe
     */
    public String losses() {
        environment.postgres().checkWipe();
        List<Target> targets = new Targets(environment)
                .withoutDatabase().stream()
                        .map(MigrationTarget::target)
                        .filter(wanted())
                        .toList();
        String schemas = targets.size() + (targets.size() == 1 ? " migrated schema" : " migrated schemas");
        if (!options.whole()) {
            List<String> names = targets.stream().map(Target::schema).toList();
            return "all tables in " + schemas + ": " + String.join(", ", names) + "; " + Losses.of(environment, names);
        }
        return "the database '" + environment.config().postgres().database() + "' of '"
                + environment.config().root() + "', with " + schemas + "; " + Losses.of(environment, null);
    }

    /** Does it, without asking. */
    public Optional<Up.Result> run() {
        environment.postgres().checkWipe();
        Predicate<Target> wanted = wanted();
        requireTargets();
        StoppedUnits stopped = StoppedUnits.stop(environment, events);
        StateDirectory.create(environment.config().root());
        if (options.whole()) {
            replace();
        } else {
            environment.postgres().start(events);
            new Migrations(environment).drop(wanted, events);
            new TaskRecords(environment.postgres().dataSource()).forget();
        }
        return options.migrate() ? Optional.of(rebuild(stopped)) : Optional.empty();
    }

    /** Has made, while the user goes on, what the next one needs to be quick. */
    public void prepareNext() {
        if (options.whole() && options.migrate() && options.golden()) {
            GoldenKeeper.begin(environment);
        }
    }

    /** The golden copy, or else an empty database. */
    private void replace() {
        PostgresServer postgres = environment.postgres();
        boolean known = postgres.status().running()
                || PostgresServers.recorded(environment.stateDirectory()).isPresent();
        if (known && environment.ownsServer() && starts(postgres)) {
            if (options.migrate() && options.golden() && new GoldenCopy(environment).restore(events)) {
                return;
            }
            GoldenKeeper.end(environment.stateDirectory());
            Copies copies = DatabaseCopies.of(environment, events);
            if (!copies.list().isEmpty()) {
                // they live in the same server, and are no part of what the user wants to be rid of
                copies.empty();
                postgres.start(events);
                return;
            }
        }
        GoldenKeeper.end(environment.stateDirectory());
        postgres.wipe(events);
        postgres.start(events);
    }

    /** A server that cannot even start has nothing to copy from; deleting its data is what mends it. */
    private boolean starts(PostgresServer postgres) {
        try {
            postgres.start(events);
            return letsIn();
        } catch (DevctlException broken) {
            events.emit(new Event.Warning(
                    "Postgres does not start, so all its data goes, snapshots too: " + broken.getMessage(), null));
            return false;
        }
    }

    /** Nor has one whose password nobody knows any more. */
    private boolean letsIn() {
        try {
            environment.maintenance().getConnection().close();
        } catch (SQLException e) {
            if (Preparation.WRONG_PASSWORD.equals(e.getSQLState())) {
                events.emit(
                        new Event.Warning(Preparation.NOT_ACCEPTED + ", so all its data goes, snapshots too", null));
                return false;
            }
            // what uses it next says what is wrong with it
        }
        return true;
    }

    /** A name with a typing error must not pass for a reset. */
    private void requireTargets() {
        Targets targets = new Targets(environment);
        if (!options.whole()
                && !targets.tenantsAreQueried()
                && targets.withoutDatabase().stream()
                        .map(MigrationTarget::target)
                        .noneMatch(wanted())) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "there is no such schema to reset",
                    "dev tenants list names the tenants, dev status the services");
        }
    }

    /** Migrates everything, runs the tasks that belong to the database, and starts again what was running. */
    private Up.Result rebuild(StoppedUnits stopped) {
        Set<String> tasks = environment.config().services().values().stream()
                .filter(service -> service.task()
                        && service.database()
                        && service.profiles().contains("default"))
                .map(ServiceConfig::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (stopped.running().isEmpty() && tasks.isEmpty()) {
            // nothing to supervise: no second JVM has to start for it
            MigrateReport report = new Migrations(environment).run(target -> true, MigrateOptions.defaults(), events);
            return new Up.Result(report, List.of(), Duration.between(began, Instant.now()), false);
        }
        return stopped.startAgain(environment, tasks, Up.Scope.ALL_MIGRATIONS, events);
    }

    private Predicate<Target> wanted() {
        return Migrate.wanted(environment, options.services(), options.tenants());
    }
}
