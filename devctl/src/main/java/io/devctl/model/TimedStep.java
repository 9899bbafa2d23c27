package io.devctl.model;

import java.time.Duration;
import java.util.Objects;

/**
 * A part of a run that took time.
 *
 * @param name a service, {@code postgres}, {@code X.migrations} …
 * @param what what was done, in a word or two
 * @param from since the run began
 * @param critical whether the end of the run had to wait for it
 */
public record TimedStep(String name, String what, Duration from, Duration took, boolean critical) {
    public TimedStep {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(took, "took");
    }

    /** When it was done, since the run began. */
    public Duration to() {
        return from.plus(took);
    }
}
