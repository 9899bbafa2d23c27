package io.devctl.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dev status} shows.
 *
 * @param supervisorPid the supervisor's process, null when none runs
 * @param orphans schemas of tenants that services.yaml no longer names
 * @param usage what the services that run use of the machine, by name
 */
public record StatusReport(
        String project,
        @Nullable Long supervisorPid,
        PostgresStatus postgres,
        List<TargetStatus> migrations,
        List<ServiceStatus> services,
        List<Orphan> orphans,
        Map<String, ServiceUsage> usage) {
    public StatusReport {
        migrations = List.copyOf(migrations);
        services = List.copyOf(services);
        orphans = List.copyOf(orphans);
        usage = Map.copyOf(usage);
    }

    /** A report in which nobody knows what services use. */
    public StatusReport(
            String project,
            @Nullable Long supervisorPid,
            PostgresStatus postgres,
            List<TargetStatus> migrations,
            List<ServiceStatus> services,
            List<Orphan> orphans) {
        this(project, supervisorPid, postgres, migrations, services, orphans, Map.of());
    }

    /** A migrated schema that belongs to no target of services.yaml any more; it is kept. */
    public record Orphan(String service, @Nullable String tenant, String schema) {}
}
