package io.devctl.supervise.machine;

import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.UnitSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the machine wants done. Every one is answered by an {@link Input}, except where it says otherwise. */
public sealed interface Action {
    /** Find out whether a task is due; answered by TaskChecked. */
    record CheckTask(UnitSpec spec, long attempt) implements Action {}

    /** Start the unit's process; answered by Launched or LaunchFailed, and later by Exited. */
    record Launch(UnitSpec spec, long attempt, @Nullable String fingerprint) implements Action {}

    /** Ask the unit to stop, then make it; answered by Extinct. */
    record Stop(UnitSpec spec, long attempt, @Nullable Long pid) implements Action {}

    /** The unit's own process has ended: clear away what it left; answered by Extinct. */
    record Sweep(UnitSpec spec, long attempt, @Nullable Long pid) implements Action {}

    /** Check once; answered by Checked. */
    record Check(UnitSpec spec, long attempt, Input.Purpose purpose, Probe.Check check, Duration timeout)
            implements Action {}

    /** From now on tell, by LogMatched, when a line of this attempt matches, those already written included. */
    record WatchLog(String unit, long attempt, String regex) implements Action {}

    /** Keep that a task has succeeded; not answered. */
    record RecordSuccess(UnitSpec spec, String fingerprint) implements Action {}

    /** A line about the unit for its log; not answered. */
    record Note(String unit, String text) implements Action {}

    /** Nothing is known of these units any more, and nothing is left of them; not answered. */
    record Forget(List<String> units) implements Action {}

    /** Everything has stopped after a Shutdown; not answered. */
    record Finished() implements Action {}
}
