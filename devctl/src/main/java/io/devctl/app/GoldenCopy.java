package io.devctl.app;

import io.devctl.config.PostgresConfig;
import io.devctl.migrate.MigrateOptions;
import io.devctl.migrate.Migrator;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.TargetState;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Databases;
import io.devctl.postgres.copies.GoldenCopies;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * The golden copy of an environment's database: an empty database with all migrations, made beside it, so that nothing that
 * services, tasks or users write is ever in it. Only a shortcut: after it, as after everything, the check says what is
 * current.
 */
final class GoldenCopy {
    /** The caller's variable that switches it off for every command. */
    private static final String OFF = "DEVCTL_NO_GOLDEN";

    /** Raised when what devctl leaves in a migrated database changes, so that older copies are not used. */
    private static final int FORMAT = 1;

    private final Environment environment;
    private String reason = "its migrations failed";

    GoldenCopy(Environment environment) {
        this.environment = environment;
    }

    /** Whether there may be one here: only in a server that devctl runs. */
    static boolean wanted(Environment environment) {
        return environment.ownsServer()
                && environment.config().callerVariables().getOrDefault(OFF, "").isEmpty();
    }

    /**
     * Puts a copy in the place of the database, if there is one of just these migrations.
     *
     * @return false when there is none, and nothing was done
     */
    boolean restore(EventSink events) {
        if (!wanted(environment)) {
            return false;
        }
        long start = System.nanoTime();
        Optional<Long> oid = copies(events).restore(this::adopt);
        if (oid.isEmpty()) {
            return false;
        }
        environment.postgres().databaseReplaced(oid.get());
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        events.emit(new Event.PostgresProgress("database restored from its golden copy (" + took.toMillis() + " ms)"));
        return true;
    }

    /** Makes the golden copy and its spare where they are missing, and says in a line how that went. */
    String keep() {
        if (!wanted(environment) || !environment.postgres().status().running()) {
            return "nothing to do";
        }
        return copies(EventSink.none()).keep(this::fill, this::adopt)
                ? "golden copy and spare are there"
                : "no golden copy: " + reason;
    }

    private GoldenCopies copies(EventSink events) {
        PostgresConfig postgres = environment.config().postgres();
        return new GoldenCopies(environment.maintenance(), postgres.database(), postgres.user(), this::key, events);
    }

    private void adopt(String copy) {
        environment.migrator(database(copy)).adoptCopy();
    }

    private DataSource database(String name) {
        return Connections.to(environment.postgres().endpoint().withDatabase(name));
    }

    /** Migrates an empty database just as a reset would. */
    private boolean fill(String name) {
        DataSource database = database(name);
        PostgresConfig postgres = environment.config().postgres();
        Migrations migrations = new Migrations(environment, () -> database);
        Optional<String> beyond =
                environment.migrator(database).reachingBeyond(new Targets(environment).ofEveryTenant());
        if (beyond.isPresent()) {
            reason = "running '" + beyond.get() + "' a second time would change more than a copy";
            return false;
        }
        try (Connection connection = database.getConnection()) {
            Databases.ensureExtensions(connection, postgres.extensions(), postgres.version());
        } catch (SQLException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot prepare '" + name + "': " + e.getMessage(), null, e);
        }
        MigrateReport report =
                migrations.run(target -> true, MigrateOptions.defaults().withJobs(1), EventSink.none());
        return Migrator.exitCode(report) == ExitCode.OK
                && migrations.check(target -> true).stream().allMatch(status -> status.state() == TargetState.CURRENT)
                && hasAllExtensions(database);
    }

    /** An extension that the database got from elsewhere, from the image that its server comes from, is in no copy. */
    private boolean hasAllExtensions(DataSource copy) {
        reason = "the database has extensions that neither services.yaml nor a migration asks for";
        return extensions(copy).containsAll(extensions(environment.postgres().dataSource()));
    }

    private static Set<String> extensions(DataSource database) {
        Set<String> names = new TreeSet<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select extname from pg_extension")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw new DevctlException(ExitCode.UNAVAILABLE, "cannot list extensions: " + e.getMessage(), null, e);
        }
    }

    /** All that decides over what a freshly migrated database holds; empty when that is not known. */
    private Optional<String> key(String serverVersion) {
        PostgresConfig postgres = environment.config().postgres();
        Targets targets = new Targets(environment);
        String surroundings = String.join(
                "\n",
                Integer.toString(FORMAT),
                serverVersion,
                postgres.database(),
                postgres.user(),
                postgres.extensions().toString(),
                postgres.settings().toString(),
                environment.config().tenants().toString());
        return environment.migrator().fingerprint(targets.ofEveryTenant(), surroundings);
    }
}
