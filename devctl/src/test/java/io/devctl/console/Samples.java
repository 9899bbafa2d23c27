package io.devctl.console;

import io.devctl.console.style.TerminalFeatures;
import io.devctl.console.style.Theme;
import io.devctl.model.MigrationError;
import io.devctl.model.PostgresStatus;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.StatusReport;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values that the tests of this package render. */
final class Samples {
    static final List<String> TENANTS = List.of("default", "toshiba", "iopex");
    static final String FILE = "20250101000013_x.sql";
    static final MigrationError ERROR = new MigrationError(
            "examples/auth_api/migrations/" + FILE,
            3,
            13,
            "42P01",
            "relation \"usrs\" does not exist",
            "insert into usrs values (1);",
            "fix the file and run: dev migrate");

    private Samples() {}

    static Theme unicode(int width) {
        return new Theme(new TerminalFeatures(false, true, width));
    }

    static Theme ascii(int width) {
        return new Theme(new TerminalFeatures(false, false, width));
    }

    static Theme coloured(int width) {
        return new Theme(new TerminalFeatures(true, true, width));
    }

    static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    static Target target(String service, @Nullable String tenant) {
        return new Target(service, tenant, tenant == null ? service : service + "_" + tenant, "sql");
    }

    static TargetStatus current(String service, @Nullable String tenant, String version) {
        return new TargetStatus(target(service, tenant), TargetState.CURRENT, null, 12, List.of(), version, version);
    }

    static TargetStatus pending(String service, @Nullable String tenant, String... files) {
        return new TargetStatus(
                target(service, tenant),
                TargetState.PENDING,
                null,
                12,
                List.of(files),
                "20250101000012",
                "20250101000013");
    }

    static TargetStatus state(String service, @Nullable String tenant, TargetState state, String reason) {
        return new TargetStatus(target(service, tenant), state, reason, 12, List.of(), "20250101000012", null);
    }

    static TargetResult applied(String service, @Nullable String tenant, String... files) {
        return new TargetResult(target(service, tenant), Outcome.APPLIED, null, List.of(files), ms(12), null);
    }

    static TargetResult current(String service, @Nullable String tenant) {
        return new TargetResult(target(service, tenant), Outcome.CURRENT, null, List.of(), ms(0), null);
    }

    static TargetResult failed(String service, @Nullable String tenant, MigrationError error) {
        return new TargetResult(target(service, tenant), Outcome.FAILED, error.message(), List.of(), ms(3), error);
    }

    static TargetResult skipped(String service, @Nullable String tenant) {
        return new TargetResult(
                target(service, tenant), Outcome.SKIPPED, "first-tenant-failed", List.of(), ms(0), null);
    }

    static PostgresStatus postgres(boolean running) {
        return new PostgresStatus(
                "embedded",
                "18.6",
                running,
                "127.0.0.1",
                54321,
                "elevaite",
                "postgresql://postgres@127.0.0.1:54321/elevaite");
    }

    static ServiceStatus ready(String name, int port) {
        return new ServiceStatus(
                name,
                false,
                ServiceState.READY,
                1200L + port % 10,
                port,
                "http://127.0.0.1:" + port,
                0,
                null,
                ms(65_000),
                null);
    }

    static ServiceStatus service(String name, ServiceState state, @Nullable String reason) {
        return new ServiceStatus(name, false, state, null, 8009, "http://127.0.0.1:8009", 0, null, null, reason);
    }

    static ServiceStatus task(String name, ServiceState state, @Nullable String reason) {
        return new ServiceStatus(name, true, state, null, null, null, 0, null, null, reason);
    }

    static List<TargetStatus> seven() {
        return Stream.concat(
                        Stream.of("auth_api", "workflow_engine")
                                .flatMap(service -> TENANTS.stream().map(t -> current(service, t, "20250101000012"))),
                        Stream.of(current("ingestion_service", null, "20250101000005")))
                .toList();
    }

    static List<ServiceStatus> services() {
        return List.of(
                task("build", ServiceState.COMPLETED, null),
                ready("auth_api", 8001),
                ready("workflow_engine", 8002),
                ready("ingestion_service", 8003),
                task("seed", ServiceState.COMPLETED, null));
    }

    static StatusReport healthy() {
        return new StatusReport("elevaite", 7L, postgres(true), seven(), services(), List.of());
    }

    static StatusReport troubled() {
        ServiceStatus crashing = new ServiceStatus(
                "workflow_engine",
                false,
                ServiceState.RESTARTING,
                null,
                8002,
                "http://127.0.0.1:8002",
                3,
                1,
                null,
                "exited with 1, 0.4 s after its start; starts again in 4 s");
        List<TargetStatus> targets = List.of(
                current("auth_api", "default", "20250101000012"),
                pending("auth_api", "toshiba", FILE),
                state("auth_api", "iopex", TargetState.DRIFTED, "20250101000003_c.sql was edited after it was applied"),
                pending("workflow_engine", "default", "20250101000001_a.sql", "20250101000002_b.sql", FILE),
                pending("workflow_engine", "toshiba", "20250101000001_a.sql", "20250101000002_b.sql", FILE),
                pending("workflow_engine", "iopex", "20250101000001_a.sql", "20250101000002_b.sql", FILE),
                state("ingestion_service", null, TargetState.FAILED, "20250101000004_d.sql: division by zero"));
        return new StatusReport(
                "elevaite",
                7L,
                postgres(true),
                targets,
                List.of(
                        ready("auth_api", 8001),
                        crashing,
                        service("ingestion_service", ServiceState.PENDING, "waiting for workflow_engine to be ready")),
                List.of(
                        new StatusReport.Orphan("auth_api", "acme", "auth_acme"),
                        new StatusReport.Orphan("workflow_engine", "acme", "workflow_acme")));
    }

    /** 3 services of 50 tenants each, where 9 targets are not current and no two of them alike. */
    static StatusReport crowded() {
        List<TargetStatus> targets = Stream.of("auth_api", "workflow_engine", "ingestion_service")
                .flatMap(service -> IntStream.range(0, 50)
                        .mapToObj(i -> i % 17 == 3
                                ? state(
                                        service,
                                        "tenant_" + i,
                                        TargetState.FAILED,
                                        "division by zero in statement " + i)
                                : current(service, "tenant_" + i, "20250101000012")))
                .toList();
        return new StatusReport("elevaite", 7L, postgres(true), targets, services(), List.of());
    }

    static StatusReport nothing() {
        return new StatusReport(
                "elevaite",
                null,
                new PostgresStatus("embedded", null, false, "127.0.0.1", 0, "elevaite", null),
                List.of(),
                List.of(),
                List.of());
    }
}
