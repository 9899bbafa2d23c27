package io.devctl.app;

import io.devctl.migrate.MigrateOptions;
import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.Migrator;
import io.devctl.model.DatabaseCopy;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.ServiceStatus;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.copies.Copies;
import io.devctl.supervise.SupervisorClient;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code dev db snapshot}, {@code restore}, {@code snapshots}, {@code clone} and {@code drop}. Postgres is started where
 * it does not run.
 */
public final class DatabaseCopies {
    /** Where there can be no copy, and where a dump is missing. */
    static final String TO_A_FILE = "dev db dump FILE writes the database to a file";

    private final Environment environment;
    private final EventSink events;
    private final Copies copies;

    /** The copies of an environment's database. */
    public DatabaseCopies(Environment environment, EventSink events) {
        this.environment = environment;
        this.events = events;
        requireOwn(environment);
        StateDirectory.create(environment.config().root());
        environment.postgres().start(events);
        this.copies = of(environment, events);
    }

    /** Those of an environment whose Postgres runs. */
    static Copies of(Environment environment, EventSink events) {
        requireOwn(environment);
        return new Copies(
                environment.maintenance(), environment.config().postgres().database(), events);
    }

    /** Copies need a server that is devctl's to fill; USAGE where it is not. */
    static void requireOwn(Environment environment) {
        if (!environment.ownsServer()) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "copies are made in servers that devctl runs, and postgres.provider is: 'external'",
                    TO_A_FILE);
        }
    }

    /**
     * A database to work with.
     *
     * @param migrations what was still to be applied to it
     */
    public record Clone(DatabaseCopy copy, Endpoint endpoint, MigrateReport migrations) {
        /** OK unless a migration failed. */
        public ExitCode exitCode() {
            return Migrator.exitCode(migrations);
        }
    }

    /** All copies that users have named, oldest first. */
    public List<DatabaseCopy> list() {
        return copies.list();
    }

    /** Keeps the database as it is now. */
    public DatabaseCopy snapshot(String name) {
        tellConnected();
        return copies.make(DatabaseCopy.Kind.SNAPSHOT, name);
    }

    /**
     * Makes a copy of the database with its data, and applies what is pending to the copy.
     *
     * @param name null for one that is made up
     */
    public Clone cloned(@Nullable String name) {
        byte[] unique = new byte[4];
        ThreadLocalRandom.current().nextBytes(unique);
        tellConnected();
        DatabaseCopy copy = copies.make(
                DatabaseCopy.Kind.CLONE, name == null ? "c" + HexFormat.of().formatHex(unique) : name);
        Endpoint endpoint = environment.postgres().endpoint().withDatabase(copy.database());
        Migrator migrator = environment.migrator(Connections.to(endpoint));
        migrator.adoptCopy();
        List<MigrationTarget> all = new Migrations(environment).chosen(target -> true);
        return new Clone(copy, endpoint, migrator.migrate(all, MigrateOptions.defaults(), events));
    }

    /**
     * What a restore replaces: {@code all data of the database 'acme' of '/src/acme' (about 90 rows …)}.
     *
     * @throws DevctlException USAGE when the database is not devctl's to wipe
     */
    public static String losses(Environment environment) {
        environment.postgres().checkWipe();
        return "all data of the database '" + environment.config().postgres().database() + "' of '"
                + environment.config().root() + "' (" + Losses.of(environment, null) + ")";
    }

    /**
     * The snapshot of this name.
     *
     * @throws DevctlException USAGE when there is none
     */
    public DatabaseCopy snapshotOf(String name) {
        DatabaseCopy found = of(name);
        if (found.kind() != DatabaseCopy.Kind.SNAPSHOT) {
            throw new DevctlException(
                    ExitCode.USAGE, "a clone, not a snapshot: '" + name + "'", "dev db snapshots lists both");
        }
        return found;
    }

    /**
     * The copy of this name, of either kind.
     *
     * @throws DevctlException USAGE when there is none
     */
    public DatabaseCopy of(String name) {
        List<DatabaseCopy> all = copies.list();
        return all.stream()
                .filter(copy -> copy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DevctlException(
                        ExitCode.USAGE,
                        "no such copy: '" + name + "'",
                        all.isEmpty()
                                ? "dev db snapshot NAME makes one"
                                : "there are: "
                                        + all.stream().map(DatabaseCopy::name).collect(Collectors.joining(", "))));
    }

    /**
     * Stops the services, puts the snapshot in the place of the database, and starts again what was running.
     *
     * @return empty when nothing was running
     */
    public Optional<Up.Result> restore(DatabaseCopy snapshot) {
        environment.postgres().checkWipe();
        StoppedUnits stopped = StoppedUnits.stop(environment, events);
        copies.restore(snapshot);
        environment.postgres().start(events);
        environment.migrator().adoptCopy();
        if (stopped.running().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(stopped.startAgain(environment, Set.of(), Up.Scope.OF_SERVICES, events));
    }

    /** Deletes a copy. */
    public void drop(DatabaseCopy copy) {
        copies.drop(copy);
    }

    /** Whoever is connected notices: better told than found in a log. */
    private void tellConnected() {
        int connections = copies.connections();
        if (connections == 0) {
            return;
        }
        String services = SupervisorClient.connect(environment.stateDirectory())
                .map(DatabaseCopies::running)
                .orElse("");
        events.emit(new Event.Warning(
                connections + (connections == 1 ? " connection" : " connections")
                        + " to the database will be closed for the copy; new ones wait until it is made"
                        + (services.isEmpty() ? "" : ". Running: " + services),
                null));
    }

    private static String running(SupervisorClient supervisor) {
        try (supervisor) {
            return supervisor.status().stream()
                    .filter(status -> status.pid() != null)
                    .map(ServiceStatus::name)
                    .collect(Collectors.joining(", "));
        }
    }
}
