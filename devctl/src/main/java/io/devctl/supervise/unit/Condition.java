package io.devctl.supervise.unit;

import java.util.Objects;

/** What must hold of a dependency before a unit may start. Of a fact, every condition means that it holds. */
public sealed interface Condition {
    /** Its process runs, or it has completed. */
    record Started() implements Condition {}

    /** It is ready; of a task: completed. */
    record Ready() implements Condition {}

    /** A task that has run to its end with success, or was skipped because nothing changed. */
    record Completed() implements Condition {}

    /** Its present process has written a line in which this regular expression is found. */
    record Log(String regex) implements Condition {
        public Log {
            Objects.requireNonNull(regex, "regex");
        }
    }
}
