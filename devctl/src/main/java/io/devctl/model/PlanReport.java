package io.devctl.model;

import java.util.List;

/**
 * What {@code dev up} would do now.
 *
 * @param postgres as it is; it is started when it does not run
 * @param migrations of the services that are wanted; what is pending would be applied, what is unknown looked at
 * @param services in the order of services.yaml; those that it does not name any more come last
 */
public record PlanReport(PostgresStatus postgres, List<TargetStatus> migrations, List<PlannedChange> services) {
    public PlanReport {
        migrations = List.copyOf(migrations);
        services = List.copyOf(services);
    }
}
