package io.devctl.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.migrate.MigrateOptions;
import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.Migrator;
import io.devctl.migrate.NothingToDo;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.HistoryEntry;
import io.devctl.model.MigrateReport;
import io.devctl.model.PlannedTarget;
import io.devctl.model.StatusReport;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The migrations of one environment whose Postgres runs: what there is to do, and doing it. */
final class Migrations {
    private final Targets targets;
    private final Environment environment;
    /** Made when it is first needed: only a server that runs is sure of its port. */
    @GuardedBy("this")
    private @Nullable Migrator migrator;

    private final Supplier<DataSource> database;
    /** The part of the targets that this is about; null for all. */
    private volatile @Nullable Shard shard;

    Migrations(Environment environment) {
        this(environment, environment.postgres()::dataSource);
    }

    /** Those of another database than the environment's own. */
    Migrations(Environment environment, Supplier<DataSource> database) {
        this.environment = environment;
        this.database = database;
        this.targets = new Targets(environment);
    }

    /** The migrations of an environment, with Postgres started where it does not run. */
    static Migrations started(Environment environment, EventSink events) {
        environment.prepare();
        environment.postgres().start(events);
        return new Migrations(environment);
    }

    /** Leaves to other shards what is theirs. */
    void share(@Nullable Shard part) {
        this.shard = part;
    }

    synchronized Migrator migrator() {
        if (migrator == null) {
            migrator = environment.migrator(database.get());
        }
        return migrator;
    }

    /** The state of each target that is wanted, now. */
    List<TargetStatus> check(Predicate<Target> wanted) {
        List<MigrationTarget> wantedTargets;
        try {
            wantedTargets = chosen(wanted);
        } catch (DevctlException e) {
            // the table that says who the tenants are comes from a migration that is still to be applied
            List<TargetStatus> shared = migrator().check(targets.shared(service -> true));
            if (shared.stream().allMatch(status -> status.state() == TargetState.CURRENT)) {
                throw e;
            }
            return shared.stream()
                    .filter(status -> wanted.test(status.target()))
                    .toList();
        }
        return migrator().check(wantedTargets);
    }

    /** Schemas that were migrated for tenants that services.yaml no longer names. */
    List<StatusReport.Orphan> orphans() {
        List<MigrationTarget> all;
        try {
            all = chosen(target -> true);
        } catch (DevctlException unknownTenants) {
            return List.of();
        }
        return migrator().orphans(all);
    }

    /** Applies what is pending; where tenants come from a query, targets without a tenant go first. */
    MigrateReport run(Predicate<Target> wanted, MigrateOptions options, EventSink events) {
        if (!targets.tenantsAreQueried()) {
            List<MigrationTarget> all = named(wanted);
            return shared(migrator().migrate(mine(all), options, events), all.size());
        }
        MigrateReport shared = migrator().migrate(filter(targets.shared(service -> true), wanted), options, events);
        List<MigrationTarget> all;
        try {
            all = named(wanted);
        } catch (DevctlException e) {
            if (shared.count(TargetResult.Outcome.FAILED) > 0) {
                return shared; // which is why nobody knows the tenants
            }
            throw e;
        }
        MigrateReport perTenant =
                migrator().migrate(filter(mine(all), target -> target.tenant() != null), options, events);
        List<TargetResult> results = new ArrayList<>(shared.targets());
        results.addAll(perTenant.targets());
        return shared(
                new MigrateReport(
                        results,
                        shared.check().plus(perTenant.check()),
                        shared.total().plus(perTenant.total())),
                all.size());
    }

    private MigrateReport shared(MigrateReport report, int of) {
        Shard part = shard;
        return part == null ? report : report.as(part.share(report.targets().size(), of));
    }

    /** What {@link #run} would report when there is nothing to do; empty when there is. */
    Optional<MigrateReport> nothingToDo(Predicate<Target> wanted, EventSink events) {
        return NothingToDo.report(migrator(), chosen(wanted), events);
    }

    /** What {@link #run} would do. */
    List<PlannedTarget> plan(Predicate<Target> wanted, MigrateOptions options, EventSink events) {
        return migrator().plan(foreseeable(wanted, events), options);
    }

    /** What {@link #run} would send, as a script for psql. */
    String script(Predicate<Target> wanted, MigrateOptions options, EventSink events) {
        return migrator().script(foreseeable(wanted, events), options);
    }

    /** What was applied to the targets that are wanted. */
    List<HistoryEntry> history(Predicate<Target> wanted) {
        return migrator().history(chosen(wanted));
    }

    /** The table of tenants may be one of what is pending: then nobody can say yet which targets there will be. */
    private List<MigrationTarget> foreseeable(Predicate<Target> wanted, EventSink events) {
        try {
            return chosen(wanted);
        } catch (DevctlException e) {
            if (!targets.tenantsAreQueried()) {
                throw e;
            }
            events.emit(new Event.Warning("targets of tenants are not known yet: " + e.getMessage(), null));
            return filter(targets.shared(service -> true), wanted);
        }
    }

    /** Drops the schemas of the targets that are wanted, with all that is in them and all that is known of them. */
    void drop(Predicate<Target> wanted, EventSink events) {
        migrator().drop(chosen(wanted), events);
    }

    /** Ends a running {@link #run} soon; what was not committed is rolled back. */
    void cancel() {
        migrator().cancel();
    }

    /** The targets that are wanted, with their files. */
    List<MigrationTarget> chosen(Predicate<Target> wanted) {
        return mine(named(wanted));
    }

    private List<MigrationTarget> named(Predicate<Target> wanted) {
        List<String> tenants = targets.tenants(database.get());
        return filter(targets.all(service -> true, tenants), wanted);
    }

    private List<MigrationTarget> mine(List<MigrationTarget> all) {
        Shard part = shard;
        return part == null ? all : part.of(all, targets.tenantsAreQueried());
    }

    private static List<MigrationTarget> filter(List<MigrationTarget> targets, Predicate<Target> wanted) {
        return targets.stream().filter(target -> wanted.test(target.target())).toList();
    }
}
