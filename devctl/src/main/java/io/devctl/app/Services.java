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
     * @param folder below or at the environment's root
     * @return processes that could not be stopped
     * @throws io.devctl.model.DevctlException USAGE for a name that the environment does not know
     */
    public static List<Leftover> stop(Path folder, List<String> names, EventSink events) {
        Optional<Path> state = StateDirectory.find(folder);
        if (state.isEmpty()) {
            return List.of();
        }
        Optional<SupervisorClient> supervisor = SupervisorClient.connect(state.get());
        if (supervisor.isEmpty()) {
            return LeftUnits.stop(state.get(), Set.copyOf(names), events);
        }
        try (SupervisorClient client = supervisor.get()) {
            client.subscribe(events::emit);
            return client.stop(Set.copyOf(names));
        }
    }

    private static Set<String> known(SupervisorClient client, Set<String> names) {
        return client.status().stream()
                .map(ServiceStatus::name)
                .filter(names::contains)
                .collect(Collectors.toSet());
    }
}
