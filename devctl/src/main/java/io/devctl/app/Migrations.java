package io.devctl.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.migrate.MigrateOptions;
import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.Migrator;
import io.devctl.model.EventSink;
import io.devctl.model.MigrateReport;
import io.devctl.model.StatusReport;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The migrations of one environment whose Postgres runs: what there is to do, and doing it. */
final class Migrations {
    private final Targets targets;
    private final Environment environment;
    /** Made when it is first needed: only a server that runs is sure of its port. */
    @GuardedBy("this")
    private @Nullable Migrator migrator;

    Migrations(Environment environment) {
        this.environment = environment;
        this.targets = new Targets(environment);
    }

    private synchronized Migrator migrator() {
        if (migrator == null) {
            migrator = environment.migrator();
        }
        return migrator;
    }

    /** The state of each target that is wanted, now. */
    List<TargetStatus> check(Predicate<Target> wanted) {
        return migrator().check(chosen(wanted));
    }

    /** Schemas that were migrated for tenants that services.yaml no longer names. */
    List<StatusReport.Orphan> orphans() {
        return migrator().orphans(chosen(target -> true));
    }

    /** Applies what is pending; where tenants come from a query, targets without a tenant go first. */
    MigrateReport run(Predicate<Target> wanted, MigrateOptions options, EventSink events) {
        if (!targets.tenantsAreQueried()) {
            return migrator().migrate(chosen(wanted), options, events);
        }
        MigrateReport shared = migrator().migrate(filter(targets.shared(service -> true), wanted), options, events);
        MigrateReport perTenant =
                migrator().migrate(filter(chosen(wanted), target -> target.tenant() != null), options, events);
        List<TargetResult> results = new ArrayList<>(shared.targets());
        results.addAll(perTenant.targets());
        return new MigrateReport(
                results, shared.check().plus(perTenant.check()), shared.total().plus(perTenant.total()));
    }

    /** Drops the schemas of the targets that are wanted, with all that is in them and all that is known of them. */
    void drop(Predicate<Target> wanted) {
        migrator().drop(chosen(wanted));
    }

    /** Ends a running {@link #run} soon; what was not committed is rolled back. */
    void cancel() {
        migrator().cancel();
    }

    /** The targets that are wanted, with their files. */
    List<MigrationTarget> chosen(Predicate<Target> wanted) {
        List<String> tenants = targets.tenants(environment.postgres().dataSource());
        return filter(targets.all(service -> true, tenants), wanted);
    }

    private static List<MigrationTarget> filter(List<MigrationTarget> targets, Predicate<Target> wanted) {
        return targets.stream().filter(target -> wanted.test(target.target())).toList();
    }
}
