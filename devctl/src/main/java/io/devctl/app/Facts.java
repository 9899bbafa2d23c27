package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.model.Event;
import io.devctl.model.MigrateReport;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.supervise.SupervisorClient;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells the supervisor what units wait for and no unit provides: {@code postgres} and {@code X.migrations}. */
final class Facts {
    private final SupervisorClient supervisor;
    private final Set<String> owners = new LinkedHashSet<>();
    private final Set<String> told = new HashSet<>();

    /** Facts about Postgres and about the migrations of those of the services that have some. */
    Facts(SupervisorClient supervisor, DevctlConfig config, Collection<String> services) {
        this.supervisor = supervisor;
        for (String service : services) {
            if (!Selection.service(config, service).migrations().isEmpty()) {
                owners.add(service);
            }
        }
    }

    /** What an earlier run has said does not count any more. */
    void forget() {
        supervisor.fact(Selection.POSTGRES, false, null);
        owners.forEach(service -> supervisor.fact(Selection.migrationsOf(service), false, null));
    }

    void postgresIsReady() {
        supervisor.fact(Selection.POSTGRES, true, null);
    }

    /** Lets a service go as soon as its own targets are known to be current or have been migrated. */
    void learn(Event event) {
        if (event instanceof Event.MigrationsChecked checked) {
            Map<String, List<TargetStatus>> byService = checked.targets().stream()
                    .collect(Collectors.groupingBy(status -> status.target().service()));
            byService.forEach((service, targets) -> {
                if (targets.stream().allMatch(status -> status.state() == TargetState.CURRENT)) {
                    tell(service, null);
                }
            });
        } else if (event instanceof Event.ServiceMigrated migrated) {
            tell(migrated.service(), failure(migrated.results()));
        }
    }

    /**
     * Says the rest.
     *
     * @param report null when migrations were not looked at, so that nothing is to wait for
     */
    void migrationsAreDone(@Nullable MigrateReport report) {
        for (String service : owners) {
            List<TargetResult> results = report == null
                    ? List.of()
                    : report.targets().stream()
                            .filter(result -> result.target().service().equals(service))
                            .toList();
            tell(service, failure(results));
        }
    }

    private void tell(String service, @Nullable String failure) {
        if (owners.contains(service) && told.add(service)) {
            supervisor.fact(Selection.migrationsOf(service), failure == null, failure);
        }
    }

    private static @Nullable String failure(List<TargetResult> results) {
        return results.stream()
                .filter(result -> result.outcome() == TargetResult.Outcome.FAILED
                        || result.outcome() == TargetResult.Outcome.SKIPPED)
                .findFirst()
                .map(result -> "migrations of " + result.target().label() + " "
                        + (result.outcome() == TargetResult.Outcome.FAILED ? "failed" : "were skipped"))
                .orElse(null);
    }
}
