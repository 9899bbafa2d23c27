package io.devctl.migrate.python;

/** Text that is not Python, or that this reader does not follow; what to do about it is the caller's choice. */
public final class NotPython extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;

    NotPython(String what, int line) {
        super(what);
        this.line = line;
    }

    /** Where it stopped making sense, from 1. */
    public int line() {
        return line;
    }
}
