package io.devctl.app;

import io.devctl.supervise.Supervisor;
import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Question;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The supervisor process itself; started by {@code dev up}, never by hand. */
public final class Supervise {
    /** The hidden command that a supervisor process is started with, before its state directory. */
    public static final String COMMAND = "supervise";

    private Supervise() {}

    /**
     * Returns when the environment has been shut down, or at once when another supervisor has it.
     *
     * @param answers what the supervisor says to command lines; null where they have to be run
     */
    public static void run(Path stateDirectory, Function<Question, @Nullable Answer> answers) {
        Supervisor.run(stateDirectory, new EnvironmentHost(stateDirectory, answers));
    }
}
