package io.devctl.app;

import io.devctl.supervise.Supervisor;
import java.nio.file.Path;

/** The supervisor process itself; started by {@code dev up}, never by hand. */
public final class Supervise {
    private Supervise() {}

    /** Returns when the environment has been shut down, or at once when another supervisor has it. */
    public static void run(Path stateDirectory) {
        Supervisor.run(stateDirectory, new EnvironmentHost(stateDirectory));
    }
}
