package io.devctl.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a service is asked to stop.
 *
 * @param signal a name without SIG: {@code TERM}
 * @param timeout after this it is killed
 * @param command run instead of sending the signal, or null
 */
public record StopConfig(
        String signal, Duration timeout, @Nullable CommandConfig command) {}
