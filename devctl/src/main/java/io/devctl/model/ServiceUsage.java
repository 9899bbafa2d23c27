package io.devctl.model;

import java.time.Duration;
import java.util.Objects;

/**
 * What a service with all that it has started uses of the machine.
 *
 * @param cpuPercent of one core, since somebody last asked within the last minute, else since it began
 * @param cpuTime since it began, that of its children that have ended included
 * @param memoryBytes resident; what several of its processes share counts for each
 * @param processes how many it has now
 */
public record ServiceUsage(double cpuPercent, Duration cpuTime, long memoryBytes, int processes) {
    public ServiceUsage {
        Objects.requireNonNull(cpuTime, "cpuTime");
    }
}
