package io.devctl.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dev status} shows.
 *
 * @param supervisorPid the supervisor's process, null when none runs
 * @param orphans schemas of tenants that services.yaml no longer names
 */
public record StatusReport(
        String project,
        @Nullable Long supervisorPid,
        PostgresStatus postgres,
        List<TargetStatus> migrations,
        List<ServiceStatus> services,
        List<Orphan> orphans) {
    public StatusReport {
        migrations = List.copyOf(migrations);
        services = List.copyOf(services);
        orphans = List.copyOf(orphans);
    }

    /** A migrated schema that belongs to no target of services.yaml any more; it is kept. */
    public record Orphan(String service, @Nullable String tenant, String schema) {}
}
