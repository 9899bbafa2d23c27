package io.devctl.supervise;

import io.devctl.model.Event;
import io.devctl.model.EventSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A supervisor process for tests; what devctl would ask a database is in files beside the state directory. */
public final class SupervisorMain {
    private SupervisorMain() {}

    /** Runs the supervisor of the state directory that is named first. */
    public static void main(String[] arguments) {
        Path state = Path.of(arguments[0]);
        Supervisor.run(state, new FileHost(state));
    }

    private record FileHost(Path state) implements Host {
        @Override
        public boolean taskDone(String task, String fingerprint, boolean database) {
            try {
                Path done = state.resolve("tasks");
                return Files.exists(done) && Files.readAllLines(done).contains(task + " " + fingerprint);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void taskSucceeded(String task, String fingerprint, boolean database) {
            append("tasks", task + " " + fingerprint);
        }

        @Override
        public boolean sqlHolds(String query) {
            return Files.exists(state.resolve(query));
        }

        @Override
        public @Nullable String run(List<String> command) {
            append("commands", String.join(" ", command));
            return Files.exists(state.resolve("broken")) ? "no such table" : null;
        }

        @Override
        public void stopPostgres(EventSink events) {
            events.emit(new Event.PostgresProgress("stopping"));
            append("postgres", "stopped");
        }

        private void append(String file, String line) {
            try {
                Files.write(state.resolve(file), List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
