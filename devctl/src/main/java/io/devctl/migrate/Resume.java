package io.devctl.migrate;

/** What to do with a statement of which nobody knows whether an earlier run, broken off, has done it. */
public enum Resume {
    /** Say so, and leave it to the user. */
    ASK,
    /** Run it again. */
    AGAIN,
    /** Take it as done, and go on behind it. */
    DONE
}
