package io.devctl.console;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A process that is still there after everything was to be stopped.
 *
 * @param command how it was started, as far as the system tells
 * @param port a port that it listens on, null when none is known
 * @param service the service that started it, null when that is not known
 */
public record LeftoverLine(
        long pid,
        String command,
        @Nullable Integer port,
        @Nullable String service) {
    public LeftoverLine {
        Objects.requireNonNull(command, "command");
    }
}
