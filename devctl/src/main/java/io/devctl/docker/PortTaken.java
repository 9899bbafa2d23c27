package io.devctl.docker;

/** A container could not be made because its port on this machine is taken. */
public final class PortTaken extends Exception {
    private static final long serialVersionUID = 1;

    /** That one was taken. */
    public PortTaken() {
        super("the port is taken");
    }

    /** Whether these words of an engine mean that. */
    static boolean in(String words) {
        return words.contains("port is already allocated") || words.contains("address already in use");
    }
}
