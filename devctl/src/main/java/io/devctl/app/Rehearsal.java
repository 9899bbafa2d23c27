package io.devctl.app;

import io.devctl.config.PostgresConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.Migrator;
import io.devctl.migrate.Trial;
import io.devctl.migrate.check.Rule;
import io.devctl.migrate.check.StaticCheck;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.Finding;
import io.devctl.model.MigrationError;
import io.devctl.model.Target;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Databases;
import io.devctl.postgres.copies.ScratchDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * {@code dev migrate check --against-database}: tries what is pending on a copy of the database that is dropped afterwards.
 * The database itself is read, and copied, and nothing else.
 */
public final class Rehearsal {
    private final Environment environment;
    private final AtomicReference<@Nullable ScratchDatabase> scratch = new AtomicReference<>();
    private final AtomicReference<@Nullable Migrator> running = new AtomicReference<>();

    public Rehearsal(Environment environment) {
        this.environment = environment;
    }

    /**
     * What goes wrong on the copy. Postgres is started for it where it does not run, and left running.
     *
     * @param services empty for all
     */
    public List<Finding> run(List<String> services, EventSink events) {
        Predicate<Target> wanted = Migrate.wanted(environment, services, List.of());
        StateDirectory.create(environment.config().root());
        environment.postgres().start(events);
        PostgresConfig postgres = environment.config().postgres();
        Migrations migrations = new Migrations(environment);
        List<MigrationTarget> all = migrations.chosen(wanted);
        List<Finding> models = new ModelChanges(migrations.migrator()).find(all);
        // a tool has its own idea of where the database is, and a copy is not there
        List<MigrationTarget> targets = all.stream()
                .filter(target -> target.set().alembic() == null && target.set().tool() == null)
                .toList();
        if (targets.isEmpty()) {
            return models;
        }
        try (ScratchDatabase made = ScratchDatabase.of(environment.maintenance(), postgres.database(), events)) {
            scratch.set(made);
            events.emit(new Event.PostgresProgress(
                    made.isCopy()
                            ? "trying pending migrations on '" + made.name() + "', a copy of '" + postgres.database()
                                    + "'"
                            : "trying all migrations on '" + made.name() + "', an empty database: '"
                                    + postgres.database() + "' is in use and cannot be copied"));
            DataSource database =
                    Connections.to(environment.postgres().endpoint().withDatabase(made.name()));
            Migrator migrator = environment.migrator(database);
            running.set(migrator);
            if (made.isCopy()) {
                migrator.adoptCopy();
            } else {
                addExtensions(database, postgres);
            }
            List<Finding> findings = new ArrayList<>(run(migrator, targets, events));
            findings.addAll(models);
            return findings;
        } finally {
            scratch.set(null);
        }
    }

    /** Ends a running {@link #run} and drops the copy. */
    public void cancel() {
        Migrator migrator = running.get();
        if (migrator != null) {
            migrator.cancel();
        }
        ScratchDatabase made = scratch.get();
        if (made != null) {
            made.close();
        }
    }

    private List<Finding> run(Migrator migrator, List<MigrationTarget> targets, EventSink events) {
        Optional<Migrator.Culprit> beyond = migrator.pendingReachingBeyond(targets);
        if (beyond.isPresent()) {
            return List.of(new Finding(
                    Rule.REACHES_BEYOND.severity(),
                    Rule.REACHES_BEYOND.id(),
                    beyond.get().target().service(),
                    beyond.get().file(),
                    0,
                    0,
                    "may change more than its database: nothing was tried on a copy",
                    null,
                    Rule.REACHES_BEYOND.instead()));
        }
        // what went wrong for several tenants in the same way is told once, for the first of them
        Map<List<Object>, Finding> found = new LinkedHashMap<>();
        for (Trial.Trouble trouble : new Trial(migrator, this::isIdempotent).run(targets, events)) {
            MigrationError error = trouble.error();
            Rule rule = rule(trouble.kind());
            if (trouble.file() == null || !StaticCheck.isAllowed(trouble.file(), rule)) {
                found.putIfAbsent(
                        List.of(
                                trouble.kind(),
                                trouble.target().service(),
                                error.file(),
                                error.line(),
                                error.message()),
                        finding(trouble, rule));
            }
        }
        return List.copyOf(found.values());
    }

    private boolean isIdempotent(Target target) {
        ServiceConfig service = Selection.service(environment.config(), target.service());
        return service.migrations().stream()
                .anyMatch(
                        set -> set.idempotent() && set.schemaOf(target.tenant()).equals(target.schema()));
    }

    private static Rule rule(Trial.Kind kind) {
        return switch (kind) {
            case FAILS -> Rule.FAILS_ON_COPY;
            case NOT_REPEATABLE -> Rule.NOT_IDEMPOTENT;
            case DOWN_FAILS, FAILS_AFTER_DOWN -> Rule.DOWN_FAILS;
            case LEFT_BEHIND -> Rule.DOWN_LEAVES_BEHIND;
        };
    }

    private static Finding finding(Trial.Trouble trouble, Rule rule) {
        MigrationError error = trouble.error();
        Target target = trouble.target();
        String what = switch (trouble.kind()) {
            case FAILS -> "fails on a copy of the database";
            case NOT_REPEATABLE -> "cannot be run again";
            case DOWN_FAILS -> "its down part fails";
            case LEFT_BEHIND -> "its down part is not the whole way back";
            case FAILS_AFTER_DOWN -> "fails when it is applied again behind its down part";
        };
        // what would help a migration is no help to a way back
        boolean wayBack = rule == Rule.DOWN_FAILS;
        String tenant = target.tenant() == null ? "" : " (tenant '" + target.tenant() + "')";
        String sqlstate = error.sqlstate() == null ? "" : ", SQLSTATE " + error.sqlstate();
        return new Finding(
                rule.severity(),
                rule.id(),
                target.service(),
                error.file().isEmpty() ? target.schema() : error.file(),
                error.line(),
                error.column(),
                what + tenant + ": " + error.message() + sqlstate,
                error.sourceLine(),
                error.hint() == null || wayBack ? rule.instead() : error.hint());
    }

    private static void addExtensions(DataSource database, PostgresConfig postgres) {
        try (Connection connection = database.getConnection()) {
            Databases.ensureExtensions(connection, postgres.extensions(), postgres.version());
        } catch (SQLException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot add extensions to a new database: " + e.getMessage(), null, e);
        }
    }
}
