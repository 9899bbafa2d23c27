package io.devctl.console.screen;

import io.devctl.console.style.TerminalFeatures;
import io.devctl.model.Event;
import io.devctl.model.LogLine;
import io.devctl.model.PostgresStatus;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Screens of the sample environment, brought to certain moments by what happens and by keys. */
final class Scenes {
    static final List<String> SERVICES = List.of("build", "seed", "auth_api", "workflow_engine", "ingestion_service");
    private static final List<String> TENANTS = List.of("default", "toshiba", "iopex");

    private final Screen screen;
    private long now;

    private Scenes(TerminalFeatures features) {
        this.screen = new Screen("acme", SERVICES, features, 0);
    }

    static Scenes begin() {
        return new Scenes(new TerminalFeatures(false, true, 80));
    }

    static Scenes ascii() {
        return new Scenes(new TerminalFeatures(false, false, 80));
    }

    static Scenes coloured() {
        return new Scenes(new TerminalFeatures(true, true, 80));
    }

    Screen screen() {
        return screen;
    }

    List<Action> take(Input input) {
        return screen.take(input, now);
    }

    Scenes happens(Event event) {
        take(new Input.Happened(event));
        return this;
    }

    Scenes after(long millis) {
        now += Duration.ofMillis(millis).toNanos();
        take(new Input.Passed());
        return this;
    }

    /** Types, with {@code ^} for Enter, {@code !} for Escape, {@code >} and {@code <} for down and up. */
    List<Action> type(String keys) {
        List<Action> actions = new ArrayList<>();
        keys.chars()
                .mapToObj(c -> switch (c) {
                    case '^' -> Key.of(Key.Kind.ENTER);
                    case '!' -> Key.of(Key.Kind.ESCAPE);
                    case '>' -> Key.of(Key.Kind.DOWN);
                    case '<' -> Key.of(Key.Kind.UP);
                    default -> Key.of(c);
                })
                .forEach(key -> actions.addAll(take(new Input.Pressed(key))));
        return actions;
    }

    Scenes typed(String keys) {
        type(keys);
        return this;
    }

    String at(int columns, int rows) {
        return String.join("\n", screen.render(columns, rows)) + "\n";
    }

    /** Postgres has just started, and migrations run. */
    Scenes migrating() {
        happens(new Event.PostgresProgress("starting Postgres 18.6 on port 30238"));
        status("build", ServiceState.RUNNING, null);
        status("seed", ServiceState.PENDING, "waiting for build");
        status("auth_api", ServiceState.PENDING, "waiting for auth_api.migrations");
        status("workflow_engine", ServiceState.PENDING, "waiting for workflow_engine.migrations");
        status("ingestion_service", ServiceState.PENDING, "waiting for ingestion_service.migrations");
        after(900);
        happens(new Event.PostgresReady(
                new PostgresStatus("embedded", "18.6", true, "127.0.0.1", 30238, "acme", null),
                true,
                Duration.ofMillis(900)));
        List<TargetStatus> targets = new ArrayList<>();
        TENANTS.forEach(tenant -> targets.add(pending("auth_api", tenant)));
        TENANTS.forEach(tenant -> targets.add(pending("workflow_engine", tenant)));
        targets.add(pending("ingestion_service", null));
        happens(new Event.MigrationsChecked(targets, Duration.ofMillis(31)));
        after(1500);
        applied("auth_api", "default", 7);
        applied("auth_api", "toshiba", 5);
        applied("workflow_engine", "default", 3);
        applied("ingestion_service", null, 7);
        migrated("ingestion_service", null);
        return this;
    }

    /** Everything is ready, and has written something. */
    Scenes ready() {
        migrating();
        applied("auth_api", "toshiba", 2);
        applied("auth_api", "iopex", 7);
        applied("workflow_engine", "default", 4);
        applied("workflow_engine", "toshiba", 7);
        applied("workflow_engine", "iopex", 7);
        TENANTS.forEach(tenant -> finished("auth_api", tenant));
        migrated("auth_api", "default");
        migrated("workflow_engine", "default");
        after(3000);
        status("build", ServiceState.COMPLETED, null);
        status("seed", ServiceState.COMPLETED, null);
        status("auth_api", ServiceState.READY, null);
        status("workflow_engine", ServiceState.READY, null);
        status("ingestion_service", ServiceState.READY, null);
        log("auth_api", "listening on 24464");
        log("workflow_engine", "connected to http://127.0.0.1:24464, 3 workflows known");
        for (int i = 1; i <= 12; i++) {
            log("auth_api", "GET /users/" + i + " 200 in " + i + " ms");
        }
        log("ingestion_service", "error: cannot read chunk 17 of upload 3");
        take(new Input.Settled(true, Duration.ofMillis(5400)));
        take(new Input.Used(Map.of(
                "auth_api", new ServiceUsage(0.3, Duration.ofSeconds(2), 50_000_000, 1),
                "workflow_engine", new ServiceUsage(12.5, Duration.ofSeconds(4), 61_000_000, 2),
                "ingestion_service", new ServiceUsage(0, Duration.ofSeconds(1), 48_000_000, 1))));
        return this;
    }

    Scenes status(String name, ServiceState state, @Nullable String reason) {
        boolean task = name.equals("build") || name.equals("seed");
        Integer port = task ? null : Integer.valueOf(24460 + SERVICES.indexOf(name));
        return happens(new Event.ServiceChanged(
                new ServiceStatus(
                        name,
                        task,
                        state,
                        state == ServiceState.READY ? 4711L : null,
                        port,
                        port == null ? null : "http://127.0.0.1:" + port,
                        state == ServiceState.FAILED ? 5 : 0,
                        null,
                        null,
                        reason),
                null));
    }

    Scenes log(String service, String text) {
        return happens(new Event.Logged(new LogLine(Instant.EPOCH, service, LogLine.Stream.OUT, text)));
    }

    private void applied(String service, @Nullable String tenant, int times) {
        for (int i = 0; i < times; i++) {
            happens(new Event.MigrationApplied(target(service, tenant), "f" + i + ".sql", Duration.ofMillis(9), 1, 3));
        }
    }

    private void finished(String service, @Nullable String tenant) {
        happens(new Event.TargetFinished(result(service, tenant)));
    }

    private void migrated(String service, @Nullable String tenant) {
        happens(new Event.ServiceMigrated(service, List.of(result(service, tenant)), Duration.ofMillis(420)));
    }

    private static TargetResult result(String service, @Nullable String tenant) {
        return new TargetResult(
                target(service, tenant),
                TargetResult.Outcome.APPLIED,
                null,
                List.of("20260101000001_x.sql"),
                Duration.ofMillis(400),
                null);
    }

    private static TargetStatus pending(String service, @Nullable String tenant) {
        List<String> files = List.of("a.sql", "b.sql", "c.sql", "d.sql", "e.sql", "f.sql", "g.sql");
        return new TargetStatus(target(service, tenant), TargetState.PENDING, null, 0, files, null, "g");
    }

    private static Target target(String service, @Nullable String tenant) {
        return new Target(service, tenant, service + "_" + tenant, "sql");
    }
}
