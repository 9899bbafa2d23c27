package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.model.DevctlException;
import io.devctl.model.PlanReport;
import io.devctl.model.PlannedChange;
import io.devctl.model.PostgresStatus;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.LeftUnits;
import io.devctl.supervise.SupervisorClient;
import io.devctl.supervise.probe.Fingerprint;
import io.devctl.supervise.unit.UnitSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code dev plan}: what {@code dev up} would do now, and why. Starts and changes nothing. */
public final class Plan {
    private final Environment environment;
    private final Set<String> services;

    /** @param services empty for all of the profiles, as for {@code dev up} */
    public Plan(Environment environment, List<String> services, Set<String> profiles, boolean dependencies) {
        this.environment = environment;
        this.services = Selection.services(environment.config(), services, profiles, dependencies);
    }

    /** The plan. */
    public PlanReport report() {
        Status status = new Status(environment);
        PostgresStatus postgres = environment.postgres().status();
        return new PlanReport(postgres, status.migrations(target -> services.contains(target.service())), services());
    }

    /** The services with something to run. */
    Set<String> runnable() {
        return services.stream()
                .filter(name -> Selection.service(environment.config(), name).runs())
                .collect(Collectors.toSet());
    }

    /** The part about services alone. */
    List<PlannedChange> services() {
        Optional<SupervisorClient> supervisor = SupervisorClient.connect(environment.stateDirectory());
        if (supervisor.isEmpty()) {
            return withoutSupervisor();
        }
        try (SupervisorClient client = supervisor.get()) {
            List<UnitSpec> wanted = Wanted.units(
                    environment, client, services, environment.postgres().endpoint());
            Map<String, UnitSpec> byName = wanted.stream().collect(Collectors.toMap(UnitSpec::name, spec -> spec));
            return client.plan(wanted).stream()
                    .map(change -> byName.containsKey(change.service())
                            ? withInputs(change, byName.get(change.service()))
                            : change)
                    .toList();
        }
    }

    /** A task that would be started is skipped while its inputs are what they were. */
    private PlannedChange withInputs(PlannedChange change, UnitSpec spec) {
        boolean mayBeSkipped = change.action() == PlannedChange.Action.START
                && spec.task()
                && !spec.inputs().isEmpty();
        if (!mayBeSkipped) {
            return change;
        }
        try {
            boolean done = new EnvironmentHost(environment.stateDirectory())
                    .taskDone(spec.name(), Fingerprint.of(spec), spec.database());
            return done ? new PlannedChange(spec.name(), PlannedChange.Action.KEEP, "inputs unchanged") : change;
        } catch (IOException | DevctlException e) {
            return new PlannedChange(
                    spec.name(), PlannedChange.Action.START, "unless its inputs are unchanged: " + e.getMessage());
        }
    }

    private List<PlannedChange> withoutSupervisor() {
        Set<String> left = LeftUnits.running(environment.stateDirectory()).stream()
                .map(ServiceStatus::name)
                .collect(Collectors.toSet());
        DevctlConfig config = environment.config();
        List<PlannedChange> changes = new ArrayList<>();
        for (String name : services) {
            if (Selection.service(config, name).runs()) {
                changes.add(
                        left.remove(name)
                                ? new PlannedChange(
                                        name, PlannedChange.Action.KEEP, "its supervisor is gone: taken over")
                                : new PlannedChange(name, PlannedChange.Action.START, null));
            }
        }
        left.stream()
                .filter(name -> !config.services().containsKey(name))
                .forEach(name -> changes.add(
                        new PlannedChange(name, PlannedChange.Action.STOP, "not in services.yaml any more")));
        return changes;
    }
}
