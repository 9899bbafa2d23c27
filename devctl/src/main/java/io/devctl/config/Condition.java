package io.devctl.config;

/** What a service waits for in another one. */
public sealed interface Condition {

    /** Its process runs. */
    record Started() implements Condition {}

    /** Its probe says so; of {@code postgres}: it accepts connections. */
    record Ready() implements Condition {}

    /** A task has succeeded; of {@code X.migrations}: every target of X is current. */
    record Completed() implements Condition {}

    /** It has written a line in which this regular expression is found. */
    record Log(String regex) implements Condition {}
}
