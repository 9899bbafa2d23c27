package io.devctl.app;

import io.devctl.model.EventSink;
import io.devctl.model.StatusReport;
import io.devctl.model.TargetStatus;
import java.util.List;

/**
 * {@code dev migrate status}: what is applied and pending.
 *
 * @param orphans schemas of tenants that services.yaml no longer names; empty when only some targets were asked for
 */
public record MigrationStatus(List<TargetStatus> targets, List<StatusReport.Orphan> orphans) {
    public MigrationStatus {
        targets = List.copyOf(targets);
        orphans = List.copyOf(orphans);
    }

    /** Asks the database, which is started for it when it does not run. */
    public static MigrationStatus read(
            Environment environment, List<String> services, List<String> tenants, EventSink events) {
        environment.prepare();
        environment.postgres().start(events);
        Migrations migrations = new Migrations(environment);
        return new MigrationStatus(
                migrations.check(Migrate.wanted(environment, services, tenants)),
                services.isEmpty() && tenants.isEmpty() ? migrations.orphans() : List.of());
    }
}
