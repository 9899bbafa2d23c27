package io.devctl.console;

import static io.devctl.console.Json.object;

import com.google.gson.stream.JsonWriter;
import io.devctl.model.HistoryEntry;
import io.devctl.model.LocksReport;
import io.devctl.model.PlannedFile;
import io.devctl.model.PlannedTarget;
import io.devctl.model.TargetStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The JSON of what is around {@code dev migrate}: each report is one object on one line. */
public final class MigrateJson {
    private MigrateJson() {}

    /** {@code dev migrate --dry-run --json}. */
    public static String plan(List<PlannedTarget> plan) {
        return object(json -> {
            json.name("targets").beginArray();
            for (PlannedTarget planned : plan) {
                TargetStatus status = planned.status();
                json.beginObject();
                JsonReports.target(json, status.target());
                json.name("state").value(StateNames.of(status.state()));
                json.name("reason").value(status.reason());
                json.name("current").value(status.current());
                json.name("head").value(status.head());
                json.name("would_apply").beginArray();
                for (PlannedFile file : planned.files()) {
                    json.beginObject();
                    json.name("file").value(file.name());
                    json.name("statements").value(file.statements() == PlannedFile.UNKNOWN ? null : file.statements());
                    json.name("outside_transaction").value(file.outside());
                    json.name("goes_on_with").value(file.from());
                    json.endObject();
                }
                json.endArray();
                json.endObject();
            }
            json.endArray();
        });
    }

    /** {@code dev migrate history --json}. */
    public static String history(List<HistoryEntry> entries) {
        return object(json -> {
            json.name("history").beginArray();
            for (HistoryEntry entry : entries) {
                Duration took = entry.took();
                json.beginObject();
                JsonReports.target(json, entry.target());
                json.name("file").value(entry.file());
                json.name("applied_at").value(entry.appliedAt());
                json.name("duration_ms").value(took == null ? null : took.toMillis());
                json.name("by").value(entry.by());
                json.endObject();
            }
            json.endArray();
        });
    }

    /** {@code dev migrate current --json}. */
    public static String current(List<TargetStatus> targets) {
        return object(json -> {
            json.name("targets").beginArray();
            for (TargetStatus status : targets) {
                json.beginObject();
                JsonReports.target(json, status.target());
                json.name("current").value(status.current());
                json.name("head").value(status.head());
                json.name("state").value(StateNames.of(status.state()));
                json.endObject();
            }
            json.endArray();
        });
    }

    /** {@code dev migrate locks --json}. */
    public static String locks(LocksReport report) {
        return object(json -> {
            json.name("migrating").beginArray();
            for (LocksReport.Holder holder : report.holders()) {
                json.beginObject();
                JsonReports.target(json, holder.target());
                session(json, holder.session());
                json.endObject();
            }
            json.endArray();
            json.name("waiting").beginArray();
            for (LocksReport.Waiting waiting : report.waiting()) {
                json.beginObject();
                session(json, waiting.session());
                json.name("lock").value(waiting.lock());
                json.name("blocked_by").beginArray();
                for (int pid : waiting.blockers()) {
                    json.value(pid);
                }
                json.endArray();
                json.endObject();
            }
            json.endArray();
            json.name("blocking").beginArray();
            for (LocksReport.Session session : report.blocking()) {
                json.beginObject();
                session(json, session);
                json.endObject();
            }
            json.endArray();
        });
    }

    private static void session(JsonWriter json, LocksReport.Session session) throws IOException {
        json.name("pid").value(session.pid());
        json.name("application").value(session.application());
        json.name("user").value(session.user());
        json.name("client").value(session.client());
        json.name("state").value(session.state());
        json.name("state_since").value(session.since());
        json.name("transaction_since").value(session.transactionSince());
        json.name("query").value(session.query());
    }
}
