package io.devctl.migrate.process;

/** What to type in order to have a program of one's own do something to a target. */
public final class ByHand {
    private ByHand() {}

    /**
     * The command line.
     *
     * @param command the program's own, as it would be typed in the service's folder
     */
    public static String in(String schema, String service, String command) {
        return "dev run --schema " + schema + " " + service + " -- " + command;
    }
}
