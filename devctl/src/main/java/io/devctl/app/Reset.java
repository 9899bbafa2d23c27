package io.devctl.app;

import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.TaskRecords;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.PostgresStatus;
import io.devctl.model.ServiceStatus;
import io.devctl.model.Target;
import io.devctl.supervise.LeftUnits;
import io.devctl.supervise.SupervisorClient;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code dev reset}: wipes the local database, or some of its schemas, and builds it anew. */
public final class Reset {
    private final Environment environment;
    private final Options options;
    private final EventSink events;

    /**
     * What was asked for.
     *
     * @param services empty for all
     * @param tenants empty for all; when both are empty the whole database goes, with what no target owns
     * @param migrate whether the database is built anew; without, it stays empty and nothing is started
     */
    public record Options(List<String> services, List<String> tenants, boolean migrate) {
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
     * What will be lost, in words: {@code the database 'acme' of /src/acme (9 MB), with 7 migrated schemas}.
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
            return "all tables in " + schemas + ": "
                    + String.join(", ", targets.stream().map(Target::schema).toList());
        }
        PostgresStatus postgres = environment.postgres().status();
        String size = postgres.running() ? size() : null;
        return "the database '" + environment.config().postgres().database() + "' of '"
                + environment.config().root() + "'" + (size == null ? "" : " (" + size + ")") + ", with " + schemas;
    }

    /** Does it, without asking. */
    public Optional<Up.Result> run() {
        environment.postgres().checkWipe();
        Predicate<Target> wanted = wanted();
        requireTargets();
        Optional<SupervisorClient> supervisor = SupervisorClient.connect(environment.stateDirectory());
        Set<String> again = supervisor.map(this::stopUnits).orElseGet(this::stopLeftUnits);
        StateDirectory.create(environment.config().root());
        if (options.whole()) {
            environment.postgres().wipe(events);
            environment.postgres().start(events);
        } else {
            environment.postgres().start(events);
            new Migrations(environment).drop(wanted);
            new TaskRecords(environment.postgres().dataSource()).forget();
        }
        return options.migrate()
                ? Optional.of(rebuild(again, supervisor.isPresent() || !again.isEmpty()))
                : Optional.empty();
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
                    ExitCode.USAGE, "there is no such schema to reset", "dev status lists services and tenants");
        }
    }

    /** Migrates everything, runs the tasks that belong to the database, and starts again what was running. */
    private Up.Result rebuild(Set<String> again, boolean supervised) {
        Set<String> names = new LinkedHashSet<>(again);
        environment.config().services().values().stream()
                .filter(service -> service.task()
                        && service.database()
                        && service.profiles().contains("default"))
                .forEach(task -> names.add(task.name()));
        if (names.isEmpty()) {
            names.add(Selection.POSTGRES);
        }
        Up.Options up = new Up.Options(new ArrayList<>(names), true, Up.Scope.ALL_MIGRATIONS, true, Set.of(), null);
        try (Up run = new Up(environment, up, events)) {
            Up.Result result = run.run();
            if (!supervised) {
                run.endSupervisor();
            }
            return result;
        }
    }

    private Predicate<Target> wanted() {
        return Migrate.wanted(environment, options.services(), options.tenants());
    }

    /** Stops all units and says which services were running. */
    private Set<String> stopUnits(SupervisorClient client) {
        try (client) {
            Set<String> running = new LinkedHashSet<>();
            Set<String> all = new LinkedHashSet<>();
            for (ServiceStatus status : client.status()) {
                all.add(status.name());
                if (status.pid() != null && !status.task()) {
                    running.add(status.name());
                }
            }
            client.stop(all);
            return running;
        }
    }

    /**
     * The same where the supervisor was killed. Their records go as well: the next supervisor would account a task's
     * success of before to the new database.
     */
    private Set<String> stopLeftUnits() {
        Set<String> running = new LinkedHashSet<>();
        for (ServiceStatus status : LeftUnits.running(environment.stateDirectory())) {
            if (!status.task()) {
                running.add(status.name());
            }
        }
        if (!LeftUnits.stopAll(environment.stateDirectory(), events).isEmpty()) {
            throw new DevctlException(
                    ExitCode.FAILED, "processes of the environment cannot be stopped; nothing was deleted", "dev down");
        }
        return running;
    }

    private @Nullable String size() {
        try (Connection connection = environment.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_size_pretty(pg_database_size(current_database()))")) {
            return row.next() ? row.getString(1) : null;
        } catch (SQLException | DevctlException unknown) {
            return null; // there is no such database yet
        }
    }
}
