package io.devctl.cli;

import io.devctl.app.Supervise;
import io.devctl.model.ExitCode;
import java.nio.file.Path;

/**
 * The supervisor process; {@code dev up} starts it, and waits for it. It is in no table of commands: reading those is a
 * tenth of a second of each {@code dev up}.
 */
final class SuperviseCommand implements Command {
    private final Path stateDirectory;

    private SuperviseCommand(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    /** Whether this is how a supervisor is started: {@code supervise DIR}. */
    static boolean isMeant(String[] arguments) {
        return arguments.length == 2 && arguments[0].equals(Supervise.COMMAND) && !arguments[1].startsWith("-");
    }

    /** The command of these arguments, which {@link #isMeant} has accepted. */
    static Command of(String[] arguments) {
        return new SuperviseCommand(Path.of(arguments[1]));
    }

    @Override
    public int run() {
        Supervise.run(stateDirectory, new Answers(stateDirectory)::answer);
        return ExitCode.OK.number();
    }
}
