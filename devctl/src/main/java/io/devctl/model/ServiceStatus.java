package io.devctl.model;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a service or task.
 *
 * @param task whether it runs to completion
 * @param pid the command's own process, never a helper's; null when none runs
 * @param port the port it listens on, null when it has none
 * @param url where to reach it, null when it has no port
 * @param restarts how often it was started again by itself since it was last asked for
 * @param exitCode how its last process ended (128 + signal for a signal), null when none has ended
 * @param uptime how long its process has been running, null when none runs
 * @param reason what it waits for, or why it failed, in words; null when there is nothing to explain
 */
public record ServiceStatus(
        String name,
        boolean task,
        ServiceState state,
        @Nullable Long pid,
        @Nullable Integer port,
        @Nullable String url,
        int restarts,
        @Nullable Integer exitCode,
        @Nullable Duration uptime,
        @Nullable String reason) {
    public ServiceStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
    }

    /** The same for another reason. */
    public ServiceStatus because(String words) {
        return new ServiceStatus(name, task, state, pid, port, url, restarts, exitCode, uptime, words);
    }
}
