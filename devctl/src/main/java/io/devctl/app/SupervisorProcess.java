package io.devctl.app;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.supervise.Supervisor;
import io.devctl.supervise.SupervisorClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the environment's supervisor or starts one, in a session of its own, so that no terminal takes it along. */
final class SupervisorProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private SupervisorProcess() {}

    /** A connection to the supervisor that runs; one that is ending is waited for, and then there is none. */
    static Optional<SupervisorClient> running(Path stateDirectory, EventSink events) {
        Optional<SupervisorClient> running = SupervisorClient.connect(stateDirectory);
        while (running.isPresent() && running.get().ending()) {
            try (SupervisorClient ending = running.get()) {
                events.emit(new Event.Stopping("waiting for the environment to stop, which was asked for before"));
                ending.awaitGone();
            }
            running = SupervisorClient.connect(stateDirectory);
        }
        return running;
    }

    /** Starts a supervisor unless there is a connection to one; {@link Spawned#join} waits until it answers. */
    static Spawned startUnless(Optional<SupervisorClient> running, Path stateDirectory) {
        if (running.isPresent()) {
            return new Spawned(stateDirectory, running.get(), PATIENCE);
        }
        start(stateDirectory);
        return new Spawned(stateDirectory, null, PATIENCE);
    }

    private static void start(Path stateDirectory) {
        Path log = stateDirectory.resolve("run/supervisor.log");
        try {
            Files.createDirectories(log.resolveSibling("."));
            DevctlProcess.start(Supervisor.JAVA_OPTIONS, log, List.of(Supervise.COMMAND, stateDirectory.toString()));
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "cannot start the supervisor: '" + e.getMessage() + "'",
                    "check that '" + stateDirectory + "' can be written",
                    e);
        }
    }

    /** A supervisor that runs or is about to. */
    record Spawned(Path stateDirectory, @Nullable SupervisorClient running, Duration patience) {
        /** The connection, as soon as the supervisor answers. */
        SupervisorClient join() {
            return running != null
                    ? running
                    : SupervisorClient.await(stateDirectory, patience).orElseThrow(this::silent);
        }

        private DevctlException silent() {
            String said;
            try {
                said = Files.readString(stateDirectory.resolve("run/supervisor.log"))
                        .strip();
            } catch (IOException e) {
                said = "";
            }
            return new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "the supervisor did not start within " + patience.toSeconds() + " s"
                            + (said.isEmpty() ? "" : "; it said:\n" + said),
                    "dev down ends what is left of an earlier one; then try again");
        }
    }
}
