package io.devctl.model;

/** What is known of a target, from the database and the files now, never from memory. */
public enum TargetState {
    /** Nothing to do. */
    CURRENT,
    /** There are unapplied migrations. */
    PENDING,
    /** What was applied and what the files say differ; the reason says how. */
    DRIFTED,
    /** The last run failed. */
    FAILED,
    /** The database does not run or cannot be asked. */
    UNKNOWN
}
