package io.devctl.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A process of the environment that is still there after everything was to be stopped.
 *
 * @param command its command line, shortened
 * @param port a port that it listens on, null when none is known
 * @param service the service that started it, null when that is not known
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
