package io.devctl.app;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.LogLine;
import io.devctl.supervise.logs.LogQuery;
import io.devctl.supervise.logs.Logs;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** {@code dev logs}: what services have written, in this and earlier runs. Needs neither services.yaml nor a supervisor. */
public final class ReadLogs {
    private ReadLogs() {}

    /**
     * Hands over the wanted lines, merged by time.
     *
     * @param place where the environment is looked for
     * @param follow whether to go on with what is written from now; returns when the thread is interrupted
     */
    public static void run(Place place, LogQuery query, boolean follow, Consumer<LogLine> lines) {
        Path state = StateDirectory.find(place.folder())
                .orElseThrow(() -> new DevctlException(
                        ExitCode.CONFIG,
                        "nothing has ever run here: no .devctl in '" + place.folder() + "' or above",
                        "dev up starts the environment"));
        Logs logs = new Logs(state);
        place.requireKnown(logs.services(), List.copyOf(query.services()));
        if (follow) {
            logs.follow(query, lines);
            return;
        }
        AtomicBoolean any = new AtomicBoolean();
        logs.read(query, line -> {
            any.set(true);
            lines.accept(line);
        });
        if (!any.get() && query.attempt() != null && query.grep() == null && query.level() == null) {
            String what = query.attempt() instanceof LogQuery.Attempt.LastCrash ? "crash" : "such attempt";
            throw new DevctlException(ExitCode.FAILED, "no " + what + " in the logs", "dev logs shows all there is");
        }
    }
}
