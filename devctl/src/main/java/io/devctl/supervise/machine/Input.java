package io.devctl.supervise.machine;

import io.devctl.model.Leftover;
import io.devctl.supervise.unit.UnitSpec;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may happen to the machine. An attempt is one life of a unit's process; its number tells late news about an
 * earlier life from news about the present one.
 */
public sealed interface Input {
    /** These units should exist from now on, and no others. */
    record Apply(List<UnitSpec> wanted) implements Input {}

    /** Something that is no unit holds now, has failed (with a reason), or is not known yet (no reason). */
    record Fact(String name, boolean holds, @Nullable String reason) implements Input {}

    /** These should run. */
    record Start(Set<String> units) implements Input {}

    /** These should not run. */
    record Stop(Set<String> units) implements Input {}

    /** These should run, and in a new process. */
    record Restart(Set<String> units) implements Input {}

    /**
     * Files that a unit is restarted for have changed.
     *
     * @param what in words: {@code app/main.py changed}
     */
    record FilesChanged(String unit, String what) implements Input {}

    /** Everything should stop, for good. */
    record Shutdown() implements Input {}

    /**
     * An earlier supervisor left this running.
     *
     * @param fingerprint of the task's inputs when it was started, null for a service or a task without inputs
     */
    record Adopted(
            UnitSpec spec,
            long attempt,
            long pid,
            Instant since,
            @Nullable String fingerprint) implements Input {}

    /**
     * An earlier supervisor left this, and it has ended.
     *
     * @param code null when it was lost together with the helper
     */
    record FoundEnded(
            UnitSpec spec,
            long attempt,
            @Nullable Integer code,
            @Nullable String fingerprint) implements Input {}

    /** The unit's process runs. */
    record Launched(String unit, long attempt, long pid) implements Input {}

    /** The unit could not be started. */
    record LaunchFailed(String unit, long attempt, String reason) implements Input {}

    /**
     * The unit's own process has ended; something that it started may be left.
     *
     * @param code null when it is not known
     */
    record Exited(String unit, long attempt, @Nullable Integer code) implements Input {}

    /** Nothing of the attempt is left, except for these. */
    record Extinct(String unit, long attempt, List<Leftover> left) implements Input {
        public Extinct {
            left = List.copyOf(left);
        }
    }

    /**
     * A check that was asked for is done.
     *
     * @param failure null when it succeeded, else in words
     */
    record Checked(
            String unit,
            long attempt,
            Purpose purpose,
            @Nullable String failure) implements Input {}

    /** A line in which this regular expression is found was written. */
    record LogMatched(String unit, long attempt, String regex) implements Input {}

    /**
     * It is known whether a task is due.
     *
     * @param done whether it has succeeded with these inputs
     * @param failure why that is not known; null when it is
     */
    record TaskChecked(
            String unit,
            long attempt,
            String fingerprint,
            boolean done,
            @Nullable String failure) implements Input {}

    /** Time has passed. */
    record Tick() implements Input {}

    /** What a check is for. */
    enum Purpose {
        /** Whether an address that the unit waits for accepts connections. */
        WAIT_FOR,
        /** Whether the unit has begun. */
        STARTUP,
        /** Whether the unit is ready. */
        READY,
        /** Whether a ready unit is still alive. */
        LIVE
    }
}
