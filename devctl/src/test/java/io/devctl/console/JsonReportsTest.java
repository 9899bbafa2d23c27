package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Leftover;
import io.devctl.model.LogLine;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.StatusReport;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JsonReportsTest {
    @Test
    void writesTheStatus() {
        ServiceStatus task =
                new ServiceStatus("seed", true, ServiceState.COMPLETED, null, null, null, 0, 0, null, null);
        StatusReport report = new StatusReport(
                "elevaite",
                7L,
                Samples.postgres(true),
                List.of(
                        Samples.pending("auth_api", "default", Samples.FILE),
                        Samples.current("ingestion_service", null, "5")),
                List.of(Samples.ready("auth_api", 8001), task),
                List.of(new StatusReport.Orphan("auth_api", "acme", "auth_acme")));

        assertThat(JsonReports.status(report)).isEqualTo(joined("""
                        {"schema":1,"project":"elevaite","supervisor":{"running":true,"pid":7},
                        "postgres":{"provider":"embedded","version":"18.6","state":"running","host":"127.0.0.1","port":54321,
                        "database":"elevaite","url":"postgresql://postgres@127.0.0.1:54321/elevaite"},
                        "migrations":[
                        {"service":"auth_api","tenant":"default","schema":"auth_api_default","engine":"sql","state":"pending",
                        "reason":null,"applied":12,"pending":["20250101000013_x.sql"],"current":"20250101000012","head":"20250101000013"},
                        {"service":"ingestion_service","tenant":null,"schema":"ingestion_service","engine":"sql","state":"current",
                        "reason":null,"applied":12,"pending":[],"current":"5","head":"5"}],
                        "services":[
                        {"name":"auth_api","type":"service","state":"ready","pid":1201,"port":8001,"url":"http://127.0.0.1:8001",
                        "restarts":0,"exit_code":null,"uptime_ms":65000,"reason":null},
                        {"name":"seed","type":"task","state":"completed","pid":null,"port":null,"url":null,
                        "restarts":0,"exit_code":0,"uptime_ms":null,"reason":null}],
                        "orphans":[{"service":"auth_api","tenant":"acme","schema":"auth_acme"}]}
                        """));
    }

    @Test
    void writesNullForWhatIsNotKnown() {
        assertThat(JsonReports.status(Samples.nothing())).isEqualTo(joined("""
                        {"schema":1,"project":"elevaite","supervisor":{"running":false,"pid":null},
                        "postgres":{"provider":"embedded","version":null,"state":"stopped","host":"127.0.0.1","port":null,
                        "database":"elevaite","url":null},
                        "migrations":[],"services":[],"orphans":[]}
                        """));
    }

    @Test
    void writesTheResultOfAMigration() {
        MigrationError unplaced = new MigrationError("b.sql", 0, 0, null, "timeout", null, null);
        MigrateReport report = new MigrateReport(
                List.of(
                        Samples.applied("auth_api", "default", Samples.FILE),
                        Samples.current("auth_api", "toshiba"),
                        Samples.failed("auth_api", "iopex", Samples.ERROR),
                        Samples.failed("ingestion_service", null, unplaced),
                        Samples.skipped("workflow_engine", "default")),
                Samples.ms(9),
                Samples.ms(40));

        assertThat(JsonReports.migrate(report)).isEqualTo(joined("""
                        {"schema":1,"targets":[
                        {"service":"auth_api","tenant":"default","schema":"auth_api_default","outcome":"applied","reason":null,
                        "applied":["20250101000013_x.sql"],"duration_ms":12,"error":null},
                        {"service":"auth_api","tenant":"toshiba","schema":"auth_api_toshiba","outcome":"current","reason":null,
                        "applied":[],"duration_ms":0,"error":null},
                        {"service":"auth_api","tenant":"iopex","schema":"auth_api_iopex","outcome":"failed",
                        "reason":"relation \\"usrs\\" does not exist","applied":[],"duration_ms":3,
                        "error":{"file":"examples/auth_api/migrations/20250101000013_x.sql","line":3,"column":13,"sqlstate":"42P01",
                        "message":"relation \\"usrs\\" does not exist","hint":"fix the file and run: dev migrate"}},
                        {"service":"ingestion_service","tenant":null,"schema":"ingestion_service","outcome":"failed",
                        "reason":"timeout","applied":[],"duration_ms":3,
                        "error":{"file":"b.sql","line":null,"column":null,"sqlstate":null,"message":"timeout","hint":null}},
                        {"service":"workflow_engine","tenant":"default","schema":"workflow_engine_default","outcome":"skipped",
                        "reason":"first-tenant-failed","applied":[],"duration_ms":0,"error":null}],
                        "summary":{"applied":1,"current":1,"failed":2,"skipped":1},"check_ms":9,"total_ms":40}
                        """));
    }

    @Test
    void writesTheStatusOfMigrationsAlone() {
        assertThat(JsonReports.migrateStatus(List.of(), List.of()))
                .isEqualTo("{\"schema\":1,\"migrations\":[],\"orphans\":[]}");
    }

    @Test
    void writesALineOfALogWithATimeThatSorts() {
        assertThat(JsonReports.logLine(new LogLine(
                        Instant.parse("2026-01-02T03:04:05Z"),
                        "auth_api",
                        LogLine.Stream.ERR,
                        "a\n\u001b[31m\"b\u2028")))
                .isEqualTo("{\"schema\":1,\"time\":\"2026-01-02T03:04:05.000000Z\",\"service\":\"auth_api\","
                        + "\"stream\":\"err\",\"text\":\"a\\n\\u001b[31m\\\"b\\u2028\"}");
    }

    @Test
    void writesErrorsWithTheExitCode() {
        assertThat(JsonReports.error(new DevctlException(ExitCode.UNAVAILABLE, "port 8001 is taken", "dev stop")))
                .isEqualTo(
                        "{\"schema\":1,\"error\":{\"code\":69,\"message\":\"port 8001 is taken\",\"hint\":\"dev stop\"}}");
        assertThat(JsonReports.bug(new IllegalStateException("x")))
                .isEqualTo(
                        "{\"schema\":1,\"error\":{\"code\":70,\"message\":\"internal error: IllegalStateException: x\","
                                + "\"hint\":\"this is a bug in devctl; please report it with the output of --debug\"}}");
    }

    @Test
    void writesUrlsAndLeftovers() {
        assertThat(JsonReports.databaseUrl("postgresql://a", "jdbc:postgresql://a", "postgresql+psycopg://a"))
                .isEqualTo("{\"schema\":1,\"url\":\"postgresql://a\",\"jdbc_url\":\"jdbc:postgresql://a\","
                        + "\"sqlalchemy_url\":\"postgresql+psycopg://a\"}");
        assertThat(JsonReports.leftovers(List.of(new Leftover(42, "sleep 60", null, "auth_api"))))
                .isEqualTo("{\"schema\":1,\"leftovers\":[{\"pid\":42,\"command\":\"sleep 60\",\"port\":null,"
                        + "\"service\":\"auth_api\"}]}");
        assertThat(JsonReports.leftovers(List.of())).isEqualTo("{\"schema\":1,\"leftovers\":[]}");
    }

    @Test
    void usesTheWordsOfTheContractInEveryLocale() { // these tests run in Turkish, where I has no dot
        assertThat(Arrays.stream(ServiceState.values()).map(StateNames::of))
                .containsExactly(
                        "pending",
                        "starting",
                        "running",
                        "ready",
                        "unready",
                        "restarting",
                        "stopping",
                        "stopped",
                        "completed",
                        "failed");
        assertThat(Arrays.stream(TargetState.values()).map(StateNames::of))
                .containsExactly("current", "pending", "drifted", "failed", "unknown");
        assertThat(Arrays.stream(Outcome.values()).map(StateNames::of))
                .containsExactly("applied", "current", "failed", "skipped");
        assertThat(Arrays.stream(LogLine.Stream.values()).map(StateNames::of)).containsExactly("out", "err", "note");
    }

    @Test
    void staysOneLineOfValidJsonWhateverTheTextIs() {
        String hostile = "\u0000\n\r\u2028\u2029\ud800\"\\</script>\u001b[2J";
        TargetStatus target = Samples.state(hostile, hostile, TargetState.FAILED, hostile);
        StatusReport report = new StatusReport(
                hostile, null, Samples.postgres(true), List.of(target), List.of(Samples.ready(hostile, 1)), List.of());

        Stream.of(JsonReports.status(report), JsonReports.services(report.services()))
                .forEach(json -> {
                    assertThat(json).doesNotContain("\n", "\r", "\u2028", "\u2029", "\u001b");
                    assertThat(JsonParser.parseString(json).isJsonObject()).isTrue();
                });
    }

    private static String joined(String lines) {
        return String.join("", lines.lines().toList());
    }
}
