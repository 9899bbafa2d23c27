package io.devctl.console;

import static io.devctl.console.Json.object;

import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.MigrateReport;
import io.devctl.model.Target;
import io.devctl.model.TargetState;
import java.io.PrintStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code dev migrate --json-lines}: what happens, one object per line with {@code "schema":1}, {@code "event"} and {@code
 * "time"}; the last one, {@code "event":"summary"}, is the report. May be used from any thread; lines never mix.
 */
public final class EventLines implements EventSink {
    private final PrintStream out;

    /** Lines on a stream, which is flushed after each and never closed. */
    public EventLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public void emit(Event event) {
        String line = line(event);
        if (line != null) {
            print(line);
        }
    }

    /** The last line. */
    public void summary(MigrateReport report) {
        print(JsonReports.migrate(report).replaceFirst("\\{\"schema\":1,", "{\"schema\":1,\"event\":\"summary\","));
    }

    private synchronized void print(String line) {
        out.print(line + "\n");
        out.flush();
    }

    private static @Nullable String line(Event event) {
        if (event instanceof Event.MigrationsChecked checked) {
            return line("checked", null, json -> {
                json.name("targets").value(checked.targets().size());
                json.name("to_do")
                        .value(checked.targets().stream()
                                .filter(status -> status.state() != TargetState.CURRENT)
                                .count());
                json.name("check_ms").value(checked.took().toMillis());
            });
        }
        if (event instanceof Event.MigrationStarted started) {
            return line("started", started.target(), json -> json.name("file").value(started.file()));
        }
        if (event instanceof Event.MigrationResumed resumed) {
            return line("resumed", resumed.target(), json -> {
                json.name("file").value(resumed.file());
                json.name("from").value(resumed.from());
            });
        }
        if (event instanceof Event.MigrationApplied applied) {
            return line("applied", applied.target(), json -> {
                json.name("file").value(applied.file());
                json.name("duration_ms").value(applied.took().toMillis());
                json.name("done").value(applied.done());
                json.name("total").value(applied.total());
            });
        }
        if (event instanceof Event.Retrying retrying) {
            return line("retrying", retrying.target(), json -> {
                json.name("file").value(retrying.file());
                json.name("reason").value(retrying.reason());
                json.name("attempt").value(retrying.attempt());
                json.name("attempts").value(retrying.attempts());
                json.name("pause_ms").value(retrying.pause().toMillis());
            });
        }
        if (event instanceof Event.WaitingForLock waiting) {
            return line("waiting", waiting.target(), json -> json.name("for").value(waiting.holder()));
        }
        if (event instanceof Event.Blocked blocked) {
            return line("blocked", blocked.target(), json -> json.name("by").value(blocked.by()));
        }
        if (event instanceof Event.TargetFinished finished) {
            return line("finished", null, json -> {
                json.name("result").beginObject();
                JsonReports.members(json, finished.result());
                json.endObject();
            });
        }
        if (event instanceof Event.Warning warning) {
            return line("warning", null, json -> {
                json.name("message").value(warning.message());
                json.name("hint").value(warning.hint());
            });
        }
        return null;
    }

    private static String line(String event, @Nullable Target target, Json.Members members) {
        return object(json -> {
            json.name("event").value(event);
            json.name("time").value(Instant.now().toString());
            if (target != null) {
                json.name("target").beginObject();
                JsonReports.target(json, target);
                json.endObject();
            }
            members.write(json);
        });
    }
}
