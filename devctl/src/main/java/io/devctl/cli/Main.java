package io.devctl.cli;

import java.util.OptionalInt;

/** The program's entry point. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        Session session = Session.ofThisProcess(args);
        OptionalInt answered = Shortcut.take(session, args);
        int code = answered.isPresent() ? answered.getAsInt() : new Dispatcher(session.readingAhead(args)).run(args);
        session.out().flush();
        System.exit(code);
    }
}
