package io.devctl.migrate.engine;

/**
 * Whether models in a program have what no migration makes, as the tool that compares them said.
 *
 * @param said what is missing, or why the tool cannot tell; empty when nothing is missing
 * @param hint what to do about it; empty when nothing is to be done
 */
public record Models(State state, String said, String hint) {
    /** What the tool knows. */
    public enum State {
        SAME,
        CHANGED,
        /** It cannot tell. */
        UNKNOWN
    }

    public static Models same() {
        return new Models(State.SAME, "", "");
    }

    /**
     * It cannot tell.
     *
     * @param why its own words where it had any
     */
    public static Models unknown(String why, String hint) {
        return new Models(State.UNKNOWN, why, hint);
    }
}
