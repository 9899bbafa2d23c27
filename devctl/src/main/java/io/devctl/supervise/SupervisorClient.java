package io.devctl.supervise;

import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.unit.Leftover;
import io.devctl.supervise.unit.UnitSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the environment's supervisor. Every method may be called from any thread; each throws a {@code
 * DevctlException} when the supervisor is gone or refuses.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class SupervisorClient implements AutoCloseable {
    private SupervisorClient() {}

    /** A connection to the supervisor of this environment; empty when none runs. Starts nothing, takes a few ms. */
    public static Optional<SupervisorClient> connect(Path stateDirectory) {
        throw new UnsupportedOperationException(stateDirectory.toString());
    }

    /** A connection as soon as a supervisor answers; empty when none did for that long. */
    public static Optional<SupervisorClient> await(Path stateDirectory, Duration atMost) {
        return atMost.isZero() ? connect(stateDirectory) : Optional.empty();
    }

    /** Whether a pending unit waits for something that has failed, so that waiting longer does not help. */
    public static boolean blocked(ServiceStatus status) {
        String reason = status.reason();
        return status.state() == ServiceState.PENDING && reason != null && reason.startsWith("blocked: ");
    }

    /** The supervisor's process. */
    public long pid() {
        throw new UnsupportedOperationException();
    }

    /** From now on the environment ends with this connection: unless detached, its loss stops everything. */
    public void own() {
        throw new UnsupportedOperationException();
    }

    /** Takes {@link #own} back. */
    public void detach() {
        throw new UnsupportedOperationException();
    }

    /** Whether the environment ends with some connection, this one or another. */
    public boolean owned() {
        throw new UnsupportedOperationException();
    }

    /** What should exist from now on: starts what is new, restarts what differs, stops what is gone, keeps the rest. */
    public void apply(List<UnitSpec> wanted) {
        throw new UnsupportedOperationException(wanted.toString());
    }

    /**
     * Reports something that units depend on and that is not a unit: {@code postgres}, {@code auth_api.migrations}.
     *
     * @param holds false with a reason: it has failed and blocks what depends on it; false without: not yet
     */
    public void fact(String name, boolean holds, @Nullable String reason) {
        throw new UnsupportedOperationException(name + holds + reason);
    }

    /** All units, in the order in which they were applied. */
    public List<ServiceStatus> status() {
        throw new UnsupportedOperationException();
    }

    /** Starts these units again that were stopped, failed or completed. */
    public void start(Set<String> units) {
        throw new UnsupportedOperationException(units.toString());
    }

    /** Stops these units; returns when nothing of them is left. */
    public List<Leftover> stop(Set<String> units) {
        throw new UnsupportedOperationException(units.toString());
    }

    /** Stops and starts these units. */
    public void restart(Set<String> units) {
        throw new UnsupportedOperationException(units.toString());
    }

    /** Sends the listener a ServiceChanged for each unit as it is now, then every event, from a thread of its own. */
    public void subscribe(Consumer<Event> listener) {
        throw new UnsupportedOperationException(listener.toString());
    }

    /**
     * Stops every unit in reverse order, then Postgres, and ends the supervisor, which is gone when this returns.
     *
     * @return processes that could not be stopped
     */
    public List<Leftover> shutdown(boolean keepPostgres, EventSink progress) {
        throw new UnsupportedOperationException(keepPostgres + " " + progress);
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
