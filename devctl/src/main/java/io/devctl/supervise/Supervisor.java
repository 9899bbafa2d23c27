package io.devctl.supervise;

import java.nio.file.Path;

/** The process that owns the units of one environment. */
public final class Supervisor {
    private Supervisor() {}

    /**
     * The whole life of the supervisor process: takes over what an earlier one left running, serves the control socket
     * and returns when it has shut down. Returns at once when another supervisor owns the environment.
     *
     * @param stateDirectory {@code .devctl}; made when it does not exist
     */
    public static void run(Path stateDirectory, Host host) {
        host.stopPostgres(io.devctl.model.EventSink.none());
    }
}
