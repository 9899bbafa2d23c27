package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.postgres.Endpoint;
import io.devctl.supervise.SupervisorClient;
import io.devctl.supervise.unit.UnitSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a supervisor is to run: what was asked for and, beside it, what runs already. Only down and stop stop things. */
final class Wanted {
    private Wanted() {}

    static List<UnitSpec> units(
            Environment environment, SupervisorClient supervisor, Set<String> services, Endpoint postgres) {
        DevctlConfig config = environment.config();
        Set<String> together = new LinkedHashSet<>(services);
        for (ServiceStatus status : supervisor.status()) {
            if (status.state() != ServiceState.STOPPED && config.services().containsKey(status.name())) {
                together.add(status.name());
            }
        }
        Units units = new Units(config, postgres, new Ports(config, environment.stateDirectory()));
        return units.of(Selection.named(config, List.copyOf(together)));
    }
}
