package io.devctl.console;

import static io.devctl.console.Json.object;

import com.google.gson.stream.JsonWriter;
import io.devctl.model.Check;
import io.devctl.model.CheckReport;
import io.devctl.model.DatabaseCopy;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Finding;
import io.devctl.model.Leftover;
import io.devctl.model.LogLine;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.PlanReport;
import io.devctl.model.PlannedChange;
import io.devctl.model.PostgresStatus;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import io.devctl.model.Share;
import io.devctl.model.StatusReport;
import io.devctl.model.Target;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetStatus;
import io.devctl.model.WhyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@code --json}: each report is one object on one line, without the line end, with {@code "schema":1}. What is
 * not known is null and always there.
 */
public final class JsonReports {
    private JsonReports() {}

    /** {@code dev status --json}. */
    public static String status(StatusReport report) {
        return object(json -> {
            json.name("project").value(report.project());
            json.name("supervisor").beginObject();
            json.name("running").value(report.supervisorPid() != null);
            json.name("pid").value(report.supervisorPid());
            json.endObject();
            json.name("postgres");
            postgres(json, report.postgres());
            targets(json, report.migrations());
            services(json, report.services(), report.usage());
            orphans(json, report.orphans());
        });
    }

    /** {@code dev plan --json}. */
    public static String plan(PlanReport plan) {
        return object(json -> {
            json.name("postgres");
            postgres(json, plan.postgres());
            targets(json, plan.migrations());
            json.name("services").beginArray();
            for (PlannedChange change : plan.services()) {
                json.beginObject();
                json.name("name").value(change.service());
                json.name("action").value(StateNames.of(change.action()));
                json.name("cause").value(change.cause());
                json.endObject();
            }
            json.endArray();
        });
    }

    /** {@code dev migrate --json}. */
    public static String migrate(MigrateReport report) {
        return object(json -> {
            json.name("targets").beginArray();
            for (TargetResult result : report.targets()) {
                result(json, result);
            }
            json.endArray();
            json.name("summary").beginObject();
            for (TargetResult.Outcome outcome : TargetResult.Outcome.values()) {
                json.name(StateNames.of(outcome)).value(report.count(outcome));
            }
            json.endObject();
            json.name("check_ms").value(report.check().toMillis());
            json.name("total_ms").value(report.total().toMillis());
            Share share = report.share();
            if (share != null) {
                json.name("shard").beginObject();
                json.name("index").value(share.index()).name("count").value(share.count());
                json.name("targets").value(share.targets()).name("of").value(share.of());
                json.endObject();
            }
        });
    }

    /** {@code dev migrate status --json}: the part of {@code dev status} that is about migrations. */
    public static String migrateStatus(List<TargetStatus> targets, List<StatusReport.Orphan> orphans) {
        return object(json -> {
            targets(json, targets);
            orphans(json, orphans);
        });
    }

    /** One list of texts. */
    static String names(String name, List<String> values) {
        return object(json -> Json.strings(json.name(name), values));
    }

    /** What a command would do to the migrations of each target, as {@code --dry-run} shows it. */
    public static String planned(List<TargetIntent> plan) {
        return object(json -> {
            json.name("targets").beginArray();
            for (TargetIntent one : plan) {
                json.beginObject();
                target(json, one.target());
                Json.strings(json.name("files"), one.files());
                json.name("reason").value(one.refusal());
                json.endObject();
            }
            json.endArray();
        });
    }

    /** Files that a command has written, as the user would type them. */
    public static String files(List<Path> written) {
        return object(json -> Json.strings(
                json.name("files"), written.stream().map(Path::toString).toList()));
    }

    /** What {@code up}, {@code down}, {@code start}, {@code stop} and {@code restart} left the services in. */
    public static String services(List<ServiceStatus> services) {
        return object(json -> services(json, services, Map.of()));
    }

    /** One line of {@code dev logs --json}; escape codes are as the service wrote them. */
    public static String logLine(LogLine line) {
        return object(json -> {
            json.name("time").value(Times.FORMAT.format(line.time()));
            json.name("service").value(line.service());
            json.name("stream").value(StateNames.of(line.stream()));
            json.name("text").value(line.text());
        });
    }

    /**
     * {@code dev db url --json}, with the password.
     *
     * @param url libpq form
     */
    public static String databaseUrl(String url, String jdbcUrl, String sqlalchemyUrl) {
        return object(json -> {
            json.name("url").value(url);
            json.name("jdbc_url").value(jdbcUrl);
            json.name("sqlalchemy_url").value(sqlalchemyUrl);
        });
    }

    /** {@code dev db snapshots --json}, and the one that {@code dev db snapshot --json} has made. */
    public static String copies(List<DatabaseCopy> copies) {
        return object(json -> {
            json.name("copies").beginArray();
            for (DatabaseCopy copy : copies) {
                json.beginObject();
                json.name("name").value(copy.name());
                json.name("kind").value(copy.kind().word());
                json.name("database").value(copy.database());
                json.name("made").value(copy.made().toString());
                json.name("bytes").value(copy.bytes());
                json.endObject();
            }
            json.endArray();
        });
    }

    /** {@code dev down --json}: what could not be stopped; an empty list is the proof that nothing is left. */
    public static String leftovers(List<Leftover> leftovers) {
        return object(json -> {
            json.name("leftovers").beginArray();
            for (Leftover left : leftovers) {
                json.beginObject();
                json.name("pid").value(left.pid());
                json.name("command").value(left.command());
                json.name("port").value(left.port());
                json.name("service").value(left.service());
                json.endObject();
            }
            json.endArray();
        });
    }

    /** {@code dev why --json}. */
    public static String why(WhyReport why) {
        return object(json -> {
            json.name("service").value(why.service());
            json.name("ready").value(why.ready());
            json.name("chain").beginArray();
            for (WhyReport.Link link : why.chain()) {
                json.beginObject();
                json.name("name").value(link.name());
                json.name("state").value(link.state());
                json.name("reason").value(link.reason());
                json.endObject();
            }
            json.endArray();
            Json.strings(
                    json.name("last_lines"),
                    why.lastWords().stream().map(LogLine::text).toList());
            json.name("hint").value(why.hint());
        });
    }

    /** {@code dev doctor --json}. */
    public static String checks(List<Check> checks) {
        return object(json -> {
            json.name("checks").beginArray();
            for (Check check : checks) {
                json.beginObject();
                json.name("name").value(check.name());
                json.name("state").value(StateNames.of(check.state()));
                json.name("message").value(check.message());
                json.name("fix").value(check.fix());
                json.endObject();
            }
            json.endArray();
        });
    }

    /** {@code dev migrate check --json}. */
    public static String findings(CheckReport report) {
        return object(json -> {
            json.name("problems").beginArray();
            for (Finding finding : report.findings()) {
                json.beginObject();
                json.name("severity").value(StateNames.of(finding.severity()));
                json.name("rule").value(finding.rule());
                json.name("service").value(finding.service());
                json.name("file").value(finding.file());
                json.name("line").value(finding.line() == 0 ? null : finding.line());
                json.name("column").value(finding.column() == 0 ? null : finding.column());
                json.name("message").value(finding.message());
                json.name("hint").value(finding.hint());
                json.endObject();
            }
            json.endArray();
        });
    }

    /** A command that failed before it had a report. */
    public static String error(DevctlException failure) {
        return error(
                failure.code(),
                String.valueOf(failure.getMessage()),
                failure.hint().orElse(null));
    }

    /** A bug in devctl: anything that escaped and is not for the user. */
    public static String bug(Throwable bug) {
        return error(ExitCode.BUG, ErrorText.describe(bug), ErrorText.REPORT);
    }

    private static String error(ExitCode code, String message, @Nullable String hint) {
        return object(json -> {
            json.name("error").beginObject();
            json.name("code").value(code.number());
            json.name("message").value(message);
            json.name("hint").value(hint);
            json.endObject();
        });
    }

    private static void postgres(JsonWriter json, PostgresStatus postgres) throws IOException {
        json.beginObject();
        json.name("provider").value(postgres.provider());
        json.name("version").value(postgres.version());
        json.name("state").value(postgres.running() ? "running" : "stopped");
        json.name("host").value(postgres.host());
        json.name("port").value(postgres.port() == 0 ? null : postgres.port());
        json.name("database").value(postgres.database());
        json.name("url").value(postgres.url());
        json.endObject();
    }

    private static void targets(JsonWriter json, List<TargetStatus> targets) throws IOException {
        json.name("migrations").beginArray();
        for (TargetStatus status : targets) {
            json.beginObject();
            target(json, status.target());
            json.name("engine").value(status.target().engine());
            json.name("state").value(StateNames.of(status.state()));
            json.name("reason").value(status.reason());
            json.name("applied").value(status.applied());
            Json.strings(json.name("pending"), status.pending());
            json.name("current").value(status.current());
            json.name("head").value(status.head());
            json.endObject();
        }
        json.endArray();
    }

    private static void services(JsonWriter json, List<ServiceStatus> services, Map<String, ServiceUsage> usage)
            throws IOException {
        json.name("services").beginArray();
        for (ServiceStatus status : services) {
            Duration uptime = status.uptime();
            json.beginObject();
            json.name("name").value(status.name());
            json.name("type").value(status.task() ? "task" : "service");
            json.name("state").value(StateNames.of(status.state()));
            json.name("pid").value(status.pid());
            json.name("port").value(status.port());
            json.name("url").value(status.url());
            json.name("restarts").value(status.restarts());
            json.name("exit_code").value(status.exitCode());
            json.name("uptime_ms").value(uptime == null ? null : uptime.toMillis());
            json.name("reason").value(status.reason());
            ServiceUsage used = usage.get(status.name());
            if (used != null) {
                json.name("cpu_percent").value(used.cpuPercent());
                json.name("cpu_ms").value(used.cpuTime().toMillis());
                json.name("memory_bytes").value(used.memoryBytes());
                json.name("processes").value(used.processes());
            }
            json.endObject();
        }
        json.endArray();
    }

    private static void orphans(JsonWriter json, List<StatusReport.Orphan> orphans) throws IOException {
        json.name("orphans").beginArray();
        for (StatusReport.Orphan orphan : orphans) {
            json.beginObject();
            json.name("service").value(orphan.service());
            json.name("tenant").value(orphan.tenant());
            json.name("schema").value(orphan.schema());
            json.endObject();
        }
        json.endArray();
    }

    private static void result(JsonWriter json, TargetResult result) throws IOException {
        json.beginObject();
        members(json, result);
        json.endObject();
    }

    static void members(JsonWriter json, TargetResult result) throws IOException {
        target(json, result.target());
        json.name("outcome").value(StateNames.of(result.outcome()));
        json.name("reason").value(result.reason());
        Json.strings(json.name("applied"), result.applied());
        json.name("duration_ms").value(result.duration().toMillis());
        json.name("error");
        error(json, result.error());
    }

    private static void error(JsonWriter json, @Nullable MigrationError error) throws IOException {
        if (error == null) {
            json.nullValue();
            return;
        }
        json.beginObject();
        json.name("file").value(error.file());
        json.name("line").value(error.line() == 0 ? null : error.line());
        json.name("column").value(error.column() == 0 ? null : error.column());
        json.name("sqlstate").value(error.sqlstate());
        json.name("message").value(error.message());
        json.name("hint").value(error.hint());
        json.endObject();
    }

    static void target(JsonWriter json, Target target) throws IOException {
        json.name("service").value(target.service());
        json.name("tenant").value(target.tenant());
        json.name("schema").value(target.schema());
    }

    /** Loaded with the first line of a log, not with every report. */
    private static final class Times {
        /** Always six digits, so that the order of the texts is the order of the times. */
        private static final DateTimeFormatter FORMAT =
                new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);
    }
}
