package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ends a server: politely, then less so, and proves that nothing of it is left. */
final class Shutdown {
    private final Path data;
    private final EventSink events;

    Shutdown(Path data, EventSink events) {
        this.data = data;
        this.events = events;
    }

    /** How a server is asked, and how long it may take. */
    private record Step(String signal, String word, Duration patience) {}

    private static final List<Step> STEPS = List.of(
            new Step("INT", "fast shutdown", Duration.ofSeconds(20)),
            new Step("QUIT", "immediate shutdown", Duration.ofSeconds(5)),
            new Step("KILL", "kill", Duration.ofSeconds(5)));

    /** Ends the server and all that works in its data directory. */
    void run(ServerProcess server) {
        List<ServerProcess> tree = Stream.concat(
                        Stream.of(server),
                        ProcessHandle.of(server.pid()).stream()
                                .flatMap(ProcessHandle::descendants)
                                .flatMap(handle -> ServerProcess.of(handle.pid()).stream()))
                .toList();
        events.emit(new Event.PostgresProgress("stopping (pid " + server.pid() + ")"));
        try {
            for (Step step : STEPS) {
                server.signal(step.signal());
                if (server.awaitEnd(step.patience())) {
                    break;
                }
                events.emit(new Event.Stopping(String.format(
                        Locale.ROOT,
                        "Postgres (pid %d) is still there %d s after a %s",
                        server.pid(),
                        step.patience().toSeconds(),
                        step.word())));
            }
            end(tree);
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.FAILED, "cannot stop Postgres (pid " + server.pid() + "): " + e.getMessage(), null, e);
        }
    }

    /** Ends what a server that is gone has left working in the data directory. */
    void endStragglers() {
        try {
            end(ServerProcess.workingIn(data));
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.FAILED, "cannot stop what is left of Postgres: " + e.getMessage(), null, e);
        }
    }

    private void end(List<ServerProcess> processes) throws IOException {
        for (ServerProcess process : processes) {
            if (!process.awaitEnd(Duration.ofMillis(200))) {
                process.signal("KILL");
            }
        }
        List<ServerProcess> left = processes.stream()
                .filter(process -> !process.awaitEnd(Duration.ofSeconds(5)))
                .toList();
        if (!left.isEmpty()) {
            String pids =
                    left.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(" "));
            throw new DevctlException(
                    ExitCode.FAILED, "processes of Postgres are left: pid " + pids, "kill -9 " + pids);
        }
    }
}
