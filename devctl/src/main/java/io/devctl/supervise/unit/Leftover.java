package io.devctl.supervise.unit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A process of the environment that could not be stopped.
 *
 * @param command its command line, shortened
 * @param port a port that it listens on, null when it listens on none or that is not known
 * @param service the unit that started it
 */
public record Leftover(
        long pid,
        String command,
        @Nullable Integer port,
        @Nullable String service) {
    public Leftover {
        Objects.requireNonNull(command, "command");
    }
}
