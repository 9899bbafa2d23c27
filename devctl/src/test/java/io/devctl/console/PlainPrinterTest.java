package io.devctl.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.console.style.Theme;
import io.devctl.model.Amount;
import io.devctl.model.Event;
import io.devctl.model.LogLine;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlainPrinterTest {
    private static final List<String> SERVICES = List.of("auth_api", "workflow_engine", "ingestion_service", "build");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private PlainPrinter printer = printer(Samples.unicode(80));

    @Test
    void tellsTheFirstDay() {
        emit(
                new Event.PostgresProgress("starting embedded 18.6"),
                new Event.PostgresReady(Samples.postgres(true), true, Samples.ms(412)),
                changed(Samples.service("auth_api", ServiceState.PENDING, "waiting for auth_api.migrations"), null),
                changed(Samples.task("build", ServiceState.STARTING, null), null),
                new Event.MigrationsChecked(
                        Stream.of("default", "toshiba", "iopex")
                                .map(t -> Samples.pending("auth_api", t, files(18)))
                                .toList(),
                        Samples.ms(9)));
        for (String file : files(18)) {
            for (int i = 0; i < 3; i++) {
                emit(new Event.MigrationApplied(
                        Samples.target("auth_api", Samples.TENANTS.get(i)), file, Samples.ms(3), i + 1, 3));
            }
        }
        List<TargetResult> results = Samples.TENANTS.stream()
                .map(t -> Samples.applied("auth_api", t, files(18)))
                .toList();
        results.forEach(result -> emit(new Event.TargetFinished(result)));
        emit(
                new Event.ServiceMigrated("auth_api", results, Samples.ms(310)),
                changed(Samples.task("build", ServiceState.RUNNING, null), null),
                changed(Samples.task("build", ServiceState.COMPLETED, null), Samples.ms(3120)),
                changed(Samples.service("auth_api", ServiceState.STARTING, null), null),
                changed(Samples.service("auth_api", ServiceState.RUNNING, null), null),
                log("auth_api", LogLine.Stream.OUT, "listening on 8001"),
                changed(Samples.ready("auth_api", 8001), Samples.ms(900)));

        assertThat(text()).isEqualTo("""
                        postgres           starting embedded 18.6
                        postgres           ready at 127.0.0.1:54321 (0.4 s)
                        build              running
                        auth_api           3 targets pending: 18 migrations, 01.sql to 18.sql
                        auth_api           18 migrations applied to 3 tenants (0.3 s)
                        build              completed (3.1 s)
                        auth_api           starting
                        auth_api          | listening on 8001
                        auth_api           ready at http://127.0.0.1:8001 (0.9 s)
                        """);
    }

    @Test
    void tellsTheSecondDayInALinePerService() {
        emit(
                new Event.PostgresReady(Samples.postgres(true), false, Samples.ms(3)),
                new Event.MigrationsChecked(Samples.seven(), Samples.ms(9)),
                new Event.ServiceMigrated("auth_api", List.of(Samples.current("auth_api", "default")), Samples.ms(0)),
                changed(Samples.task("build", ServiceState.COMPLETED, "inputs unchanged"), null),
                changed(Samples.service("auth_api", ServiceState.RUNNING, null), null),
                changed(Samples.ready("auth_api", 8001), null));

        assertThat(text()).isEqualTo("""
                        auth_api           up to date: 3 targets (9 ms)
                        workflow_engine    up to date: 3 targets (9 ms)
                        ingestion_service  up to date: 1 target (9 ms)
                        build              skipped: inputs unchanged
                        auth_api           starting
                        auth_api           ready at http://127.0.0.1:8001
                        """);
    }

    @Test
    void namesAFewNewFilesAndToHowManyTenantsTheyWent() {
        emit(
                new Event.MigrationsChecked(
                        List.of(
                                Samples.current("auth_api", "default", "12"),
                                Samples.pending("auth_api", "toshiba", Samples.FILE),
                                Samples.pending("auth_api", "iopex", Samples.FILE),
                                Samples.pending("ingestion_service", null, "a.sql", "b.sql")),
                        Samples.ms(9)),
                new Event.MigrationApplied(Samples.target("auth_api", "toshiba"), Samples.FILE, Samples.ms(8), 1, 2),
                new Event.TargetFinished(Samples.applied("auth_api", "toshiba", Samples.FILE)),
                new Event.TargetFinished(Samples.failed("auth_api", "iopex", Samples.ERROR)),
                new Event.ServiceMigrated(
                        "auth_api",
                        List.of(
                                Samples.current("auth_api", "default"),
                                Samples.applied("auth_api", "toshiba", Samples.FILE),
                                Samples.failed("auth_api", "iopex", Samples.ERROR)),
                        Samples.ms(12)),
                new Event.ServiceMigrated(
                        "ingestion_service",
                        List.of(Samples.applied("ingestion_service", null, "a.sql", "b.sql")),
                        Samples.ms(30)));

        assertThat(text()).isEqualTo("""
                        auth_api           toshiba, iopex pending: 20250101000013_x.sql
                        ingestion_service  pending: a.sql, b.sql
                        auth_api           failed for iopex: relation "usrs" does not exist (examples/auth_api/migrations/20250101000013_x.sql:3:13)
                        auth_api           applied 20250101000013_x.sql to 1 of 2 tenants (12 ms)
                        ingestion_service  applied a.sql
                        ingestion_service  applied b.sql (30 ms)
                        """);
    }

    @Test
    void countsFailuresAndSkippedTenantsBeyondTheFirst() {
        List<TargetResult> results = new ArrayList<>();
        IntStream.range(0, 8).forEach(i -> results.add(Samples.failed("auth_api", "f" + i, Samples.ERROR)));
        IntStream.range(0, 42).forEach(i -> results.add(Samples.skipped("auth_api", "s" + i)));
        results.forEach(result -> emit(new Event.TargetFinished(result)));
        emit(new Event.ServiceMigrated("auth_api", results, Samples.ms(12)));

        assertThat(text().lines().map(line -> line.substring(0, Math.min(60, line.length()))))
                .containsExactly(
                        "auth_api           failed for f0: relation \"usrs\" does not e",
                        "auth_api           failed for f1: relation \"usrs\" does not e",
                        "auth_api           failed for f2: relation \"usrs\" does not e",
                        "auth_api           failed for f3: relation \"usrs\" does not e",
                        "auth_api           failed for f4: relation \"usrs\" does not e",
                        "auth_api           failed for 3 more",
                        "auth_api           skipped: 42 tenants, the first tenant fai");
    }

    @Test
    void saysHowFarALongRunIs() {
        emit(new Event.MigrationsChecked(
                IntStream.range(0, 100)
                        .mapToObj(i -> Samples.pending("auth_api", "t" + i, files(18)))
                        .toList(),
                Samples.ms(9)));
        for (int i = 1; i <= 130; i++) {
            nanos.addAndGet(Duration.ofMillis(100).toNanos());
            emit(new Event.MigrationApplied(Samples.target("auth_api", "t"), "a.sql", Samples.ms(3), i, 1800));
        }

        assertThat(text()).isEqualTo("""
                        auth_api           100 targets pending: 18 migrations, 01.sql to 18.sql
                        auth_api           applied 50 of 1,800 migrations (10 per second, about 2 min 55 s left)
                        auth_api           applied 100 of 1,800 migrations (10 per second, about 2 min 50 s left)
                        """);
    }

    @Test
    void tellsWhatHappensToAServiceThatFails() {
        emit(
                changed(Samples.ready("auth_api", 8001), Samples.ms(900)),
                changed(Samples.service("auth_api", ServiceState.UNREADY, "GET /health answered 503"), null),
                changed(Samples.service("auth_api", ServiceState.UNREADY, "GET /health answered 503"), null),
                changed(Samples.ready("auth_api", 8001), null),
                changed(Samples.service("auth_api", ServiceState.RESTARTING, "exited with 1"), null),
                changed(exited("auth_api", 1, null), null),
                changed(exited("workflow_engine", 1, "exited with 1 while starting"), null),
                changed(Samples.service("ingestion_service", ServiceState.PENDING, "workflow_engine failed"), null));

        assertThat(text()).isEqualTo("""
                        auth_api           ready at http://127.0.0.1:8001 (0.9 s)
                        auth_api           not ready: GET /health answered 503
                        auth_api           ready again at http://127.0.0.1:8001
                        auth_api           restarting: exited with 1
                        auth_api           failed: exited with 1
                        workflow_engine    failed: exited with 1 while starting
                        ingestion_service  not started: workflow_engine failed
                        """);
    }

    @Test
    void tellsTheEnd() {
        emit(
                changed(Samples.service("workflow_engine", ServiceState.STOPPED, null), null),
                changed(Samples.ready("auth_api", 8001), null),
                changed(Samples.service("auth_api", ServiceState.STOPPING, null), null),
                new Event.Stopping("waiting for auth_api (pid 42), 3.1 s of 10 s"),
                changed(Samples.service("auth_api", ServiceState.STOPPED, null), Samples.ms(3300)),
                new Event.PostgresProgress("stopped"));

        assertThat(text()).isEqualTo("""
                        auth_api           ready at http://127.0.0.1:8001
                        dev                waiting for auth_api (pid 42), 3.1 s of 10 s
                        auth_api           stopped (3.3 s)
                        postgres           stopped
                        """);
    }

    @Test
    void tellsWarningsAndForWhomItWaitsOnce() {
        emit(
                new Event.Warning("port 8001 was taken", "dev status"),
                new Event.Warning("only this", null),
                new Event.WaitingForLock(Samples.target("auth_api", "default"), "devctl on host (pid 7) since 12:00"),
                new Event.WaitingForLock(Samples.target("auth_api", "toshiba"), "devctl on host (pid 7) since 12:00"));

        assertThat(text()).isEqualTo("""
                        warning: port 8001 was taken
                        hint: dev status
                        warning: only this
                        auth_api           waiting: default is being migrated by devctl on host (pid 7) since 12:00
                        """);
    }

    @Test
    void tellsWhatIsWrongWithTargetsThatCannotBeMigrated() {
        emit(new Event.MigrationsChecked(
                List.of(
                        Samples.state("auth_api", "default", TargetState.DRIFTED, "a.sql was edited"),
                        Samples.state("auth_api", "toshiba", TargetState.DRIFTED, "a.sql was edited"),
                        Samples.current("auth_api", "iopex", "12")),
                Samples.ms(9)));

        assertThat(text()).isEqualTo("auth_api           default, toshiba drifted: a.sql was edited\n");
    }

    @Test
    void keepsAServicesColoursAndEndsThemWithTheLine() {
        printer = printer(Samples.coloured(80));
        emit(
                log("auth_api", LogLine.Stream.OUT, "\u001b[31mred\u001b[2J\u001b[H"),
                log("workflow_engine", LogLine.Stream.ERR, "a\tb\r"),
                log("auth_api", LogLine.Stream.NOTE, "exited with 1"),
                log("auth_api", LogLine.Stream.OUT, ""),
                changed(Samples.ready("auth_api", 8001), Samples.ms(900)));

        assertThat(text().replace('\u001b', '~')).isEqualTo("""
                        ~[38;5;32mauth_api~[0m          | ~[31mred~[0m
                        ~[38;5;133mworkflow_engine~[0m   | a       b
                        ~[38;5;32mauth_api~[0m          | ~[2mexited with 1~[0m
                        ~[38;5;32mauth_api~[0m          |
                        ~[38;5;32mauth_api~[0m           ~[32mready~[0m at http://127.0.0.1:8001 (0.9 s)
                        """);
    }

    @Test
    void dropsColoursWhereThereIsNone() {
        emit(log("auth_api", LogLine.Stream.OUT, "\u001b[1;31mred\u001b[0m and \u001b[Kback\bspace \u202Eevil"));

        assertThat(text()).isEqualTo("auth_api          | red and back^Hspace \uFFFDevil\n");
    }

    @Test
    void neverMixesLinesOfSeveralThreads() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(n -> new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    for (int i = 0; i < 500; i++) {
                        emit(log("s" + n, LogLine.Stream.OUT, "x".repeat(100)));
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(text().lines()).hasSize(2000).allMatch(line -> line.matches("s[0-3] {16}\\| x{100}"));
    }

    @Test
    void hasALineForEveryKindOfEvent() {
        List<Event> samples = List.of(
                new Event.PostgresProgress("starting"),
                new Event.PostgresReady(Samples.postgres(true), true, Samples.ms(1)),
                new Event.MigrationsChecked(Samples.seven(), Samples.ms(1)),
                new Event.TargetFinished(Samples.failed("auth_api", null, Samples.ERROR)),
                new Event.ServiceMigrated("a", List.of(Samples.applied("a", null, "x.sql")), Samples.ms(1)),
                new Event.WaitingForLock(Samples.target("auth_api", null), "devctl"),
                new Event.MigrationStarted(Samples.target("auth_api", null), "x.sql"),
                new Event.MigrationResumed(Samples.target("auth_api", null), "x.sql", "statement 2 of 3"),
                new Event.Retrying(Samples.target("auth_api", null), "x.sql", "deadlock", 2, 4, Samples.ms(500)),
                new Event.Blocked(Samples.target("auth_api", null), "psql, process 7"),
                changed(Samples.ready("auth_api", 8001), null),
                log("auth_api", LogLine.Stream.OUT, "x"),
                new Event.Stopping("waiting"),
                new Event.Progress("postgres", "fetching", "", Amount.bytes(2, 2), Event.Stage.DONE),
                new Event.Warning("w", null));
        emit(new Event.Progress("postgres", "fetching", "", Amount.bytes(1, 2), Event.Stage.GOING));
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        Event progress = new Event.MigrationApplied(Samples.target("x", null), "x.sql", Samples.ms(1), 1, 1);
        emit(progress);
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());

        for (Event event : Stream.concat(samples.stream(), Stream.of(progress)).toList()) {
            bytes.reset();
            emit(event);
            // that a file was begun is shown by the bar alone: here the line comes when it is done
            assertThat(text().isEmpty()).as(event.toString()).isEqualTo(event instanceof Event.MigrationStarted);
        }
        assertThat(Stream.concat(samples.stream(), Stream.of(progress)).map(Object::getClass))
                .containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    }

    private PlainPrinter printer(Theme theme) {
        return new PlainPrinter(
                new PrintStream(bytes, false, UTF_8), theme, SERVICES, PlainPrinter.Progress.LINES, nanos::get);
    }

    private void emit(Event... events) {
        Arrays.asList(events).forEach(printer::emit);
    }

    private String text() {
        return bytes.toString(UTF_8);
    }

    private static String[] files(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> (i < 10 ? "0" : "") + i + ".sql")
                .toArray(String[]::new);
    }

    private static Event.ServiceChanged changed(ServiceStatus status, @Nullable Duration took) {
        return new Event.ServiceChanged(status, took);
    }

    private static ServiceStatus exited(String name, int exitCode, @Nullable String reason) {
        return new ServiceStatus(name, false, ServiceState.FAILED, null, null, null, 0, exitCode, null, reason);
    }

    private static Event.Logged log(String service, LogLine.Stream stream, String text) {
        return new Event.Logged(new LogLine(Instant.EPOCH, service, stream, text));
    }
}
