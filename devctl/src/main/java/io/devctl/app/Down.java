package io.devctl.app;

import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.Leftover;
import io.devctl.supervise.LeftUnits;
import io.devctl.supervise.SupervisorClient;
import io.devctl.supervise.control.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code dev down}: stops the services, then Postgres. Works from the state directory alone. */
public final class Down {
    private Down() {}

    /**
     * Stops everything that belongs to the environment of a folder.
     *
     * @param place where the environment is looked for
     * @return processes that could not be stopped; empty is the proof that none is left
     */
    public static List<Leftover> run(Place place, boolean keepPostgres, EventSink events) {
        Optional<Path> found = StateDirectory.find(place.folder()).or(place::expectedState);
        if (found.isEmpty()) {
            return List.of();
        }
        Path state = found.get();
        GoldenKeeper.end(state);
        Request.Ended end = stopUnits(state, keepPostgres, events);
        // stopped once is enough: a second time it could be one that another terminal has started since
        if (!keepPostgres && !end.postgresStopped()) {
            new EnvironmentHost(state).stopPostgres(events);
        }
        ServiceContainers.removeAll(state);
        return end.left();
    }

    private static Request.Ended stopUnits(Path state, boolean keepPostgres, EventSink events) {
        Optional<SupervisorClient> supervisor = SupervisorClient.connect(state);
        if (supervisor.isPresent()) {
            try (SupervisorClient client = supervisor.get()) {
                return client.shutdown(keepPostgres, events);
            } catch (DevctlException gone) {
                if (gone.code() == ExitCode.BUG) {
                    throw gone;
                }
                // it died while it was asked; what it left is stopped below
            }
        }
        return new Request.Ended(LeftUnits.stopAll(state, events), false);
    }
}
