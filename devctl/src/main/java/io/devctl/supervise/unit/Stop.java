package io.devctl.supervise.unit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a unit is stopped.
 *
 * @param signal its name without SIG, sent to the whole unit
 * @param timeout after which what is left is killed
 * @param command run in the unit's folder and environment instead of sending the signal; null for the signal
 * @param withSupervisor whether it is stopped, by the signal, when its supervisor is killed, instead of going on
 */
public record Stop(
        String signal, Duration timeout, @Nullable List<String> command, boolean withSupervisor) {
    public Stop {
        Objects.requireNonNull(signal, "signal");
        Objects.requireNonNull(timeout, "timeout");
        command = command == null ? null : List.copyOf(command);
    }

    /** The same, and what becomes of it when its supervisor is killed. */
    public Stop withSupervisor(boolean stops) {
        return new Stop(signal, timeout, command, stops);
    }

    /** SIGTERM, and SIGKILL after ten seconds. */
    public static Stop standard() {
        return new Stop("TERM", Duration.ofSeconds(10), null, false);
    }
}
