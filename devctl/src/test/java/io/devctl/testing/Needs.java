package io.devctl.testing;

import org.opentest4j.TestAbortedException;

/** What a test needs from the machine: its absence skips the test on a user's machine, and fails it with {@code CI=true}. */
public final class Needs {
    private Needs() {}

    /** Skips the test, or fails it in CI, unless this holds. */
    public static void that(boolean holds, String what, String remedy) {
        if (!holds) {
            throw missing(what, remedy);
        }
    }

    /** To be thrown when something is not there; one line says what, and how to get it. */
    public static RuntimeException missing(String what, String remedy) {
        String line = "skipped: " + what + " (" + remedy + ")";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(what + "; in CI that is a failure: " + remedy);
        }
        return new TestAbortedException(line);
    }
}
