package io.devctl.app;

import io.devctl.model.EventSink;
import io.devctl.model.Leftover;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.LeftUnits;
import io.devctl.supervise.SupervisorClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code dev start}, {@code stop} and {@code restart}: single services of the running environment. */
public final class Services {
    private Services() {}

    /**
     * Starts services and what they depend on, after their migrations; starts the environment's supervisor when none runs.
     *
     * @param restart whether those that run are stopped first
     */
    public static Up.Result start(
            Environment environment, List<String> names, boolean skipMigrations, boolean restart, EventSink events) {
        if (restart) {
            Set<String> chosen = Selection.named(environment.config(), names);
            SupervisorClient.connect(environment.stateDirectory()).ifPresent(client -> {
                try (client) {
                    client.stop(known(client, chosen));
                }
            });
        }
        Up.Options options = new Up.Options(
                names, true, skipMigrations ? Up.Scope.NO_MIGRATIONS : Up.Scope.OF_SERVICES, true, Set.of(), null);
        try (Up up = new Up(environment, options, events)) {
            return up.run();
        }
    }

    /**
     * Stops services; works without services.yaml.
     *
     * @param place where the environment is looked for
     * @return processes that could not be stopped
     * @throws io.devctl.model.DevctlException USAGE for a name that nobody knows
     */
    public static List<Leftover> stop(Place place, List<String> names, EventSink events) {
        Optional<Path> state = StateDirectory.find(place.folder());
        Optional<SupervisorClient> supervisor = state.flatMap(SupervisorClient::connect);
        if (supervisor.isEmpty()) {
            place.requireKnown(List.of(), names);
            if (state.isEmpty()) {
                return List.of();
            }
            List<Leftover> left = LeftUnits.stop(state.get(), Set.copyOf(names), events);
            ServiceContainers.remove(state.get(), names);
            return left;
        }
        try (SupervisorClient client = supervisor.get()) {
            place.requireKnown(client.status().stream().map(ServiceStatus::name).toList(), names);
            client.subscribe(events::emit);
            List<Leftover> left = client.stop(Set.copyOf(names));
            ServiceContainers.remove(state.orElseThrow(), names);
            return left;
        }
    }

    private static Set<String> known(SupervisorClient client, Set<String> names) {
        return client.status().stream()
                .map(ServiceStatus::name)
                .filter(names::contains)
                .collect(Collectors.toSet());
    }
}
