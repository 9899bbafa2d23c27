package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Event;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several at once, and runs that are broken off. */
@Timeout(120)
final class ConcurrencyIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String ONE = "20250101000001_one.sql";
    private static final String SLOW = "20250101000002_slow.sql";

    @TempDir
    private Path folder;

    private Project project;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void project() {
        project = new Project(folder, POSTGRES.freshDatabase());
        project.tenants = List.of("a");
    }

    @AfterEach
    void end() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void twoAtOnceApplyEveryMigrationOnce() throws Exception {
        atOnce(2);
    }

    @Test
    void eightAtOnceApplyEveryMigrationOnce() throws Exception {
        atOnce(8);
    }

    private void atOnce(int runners) throws Exception {
        project.tenants = IntStream.range(0, 12).mapToObj(i -> "t" + i).toList();
        for (int i = 0; i < 8; i++) {
            // would fail, and leave a second row, if it ran twice
            project.file(
                    String.format(Locale.ROOT, "202501010000%02d_x.sql", i),
                    "create table t" + i + "(id int);",
                    "select pg_sleep(0.002);");
        }
        List<Callable<MigrateReport>> all = new ArrayList<>();
        for (int i = 0; i < runners; i++) {
            all.add(() -> new Migrator(project.database)
                    .migrate(project.targets(), MigrateOptions.defaults().withJobs(2), project.events::add));
        }
        List<TargetResult> results = new ArrayList<>();
        for (Future<MigrateReport> done : threads.invokeAll(all)) {
            results.addAll(done.get().targets());
        }
        assertThat(results).extracting(TargetResult::outcome).containsOnly(Outcome.APPLIED, Outcome.CURRENT);
        assertThat(results.stream()
                        .flatMap(r -> r.applied().stream().map(f -> r.target().schema() + f))
                        .collect(Collectors.groupingBy(x -> x, Collectors.counting()))
                        .values())
                .hasSize(12 * 8)
                .containsOnly(1L);
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }

    @Test
    void theSecondWaitsAndSaysForWhom() throws Exception {
        project.file(ONE, "select pg_sleep(0.5);");
        BlockingQueue<Event> first = new LinkedBlockingQueue<>();
        try (Connection holder = project.database.getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("set application_name = 'the other one'");
            statement.execute("select pg_advisory_lock("
                    + TargetLock.key(project.targets().get(0)) + ")");
            Future<MigrateReport> waiting = threads.submit(() ->
                    new Migrator(project.database).migrate(project.targets(), MigrateOptions.defaults(), first::add));
            Event event = first.take();
            while (!(event instanceof Event.WaitingForLock)) {
                event = first.take();
            }
            assertThat(((Event.WaitingForLock) event).holder())
                    .startsWith("the other one on ")
                    .contains("process ")
                    .contains("since ");
            statement.execute("select pg_advisory_unlock_all()");
            assertThat(waiting.get().count(Outcome.APPLIED)).isEqualTo(1);
        }
    }

    @Test
    void waitingHasAnEnd() throws SQLException {
        project.file(ONE, "select 1;");
        try (Connection holder = project.database.getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("select pg_advisory_lock("
                    + TargetLock.key(project.targets().get(0)) + ")");
            MigrateReport report = project.migrate(MigrateOptions.defaults().withLockWait(Duration.ofMillis(200)));
            assertThat(report.targets().get(0).outcome()).isEqualTo(Outcome.FAILED);
            assertThat(report.targets().get(0).reason()).isEqualTo(Migrator.LOCKED);
            assertThat(Migrator.exitCode(report)).isEqualTo(ExitCode.LOCKED);
        }
    }

    @Test
    void aLedgerThatSomebodyIsWritingToIsReadTheNextTime() throws Exception {
        project.file(ONE, "create table one(id int);");
        project.migrate();
        project.file(SLOW, "create table more(id int);");
        try (Connection other = project.database.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            Future<MigrateReport> migrating = threads.submit(() -> project.migrator()
                    .migrate(project.targets(), MigrateOptions.defaults(), event -> {
                        if (event instanceof Event.MigrationStarted) {
                            execute(statement, "delete from app_a.schema_migrations");
                        }
                    }));
            awaitSession("wait_event_type = 'Lock'");
            other.commit();
            assertThat(migrating.get().targets().get(0).applied()).containsExactly(SLOW);
        }
        assertThat(project.check("a").state()).isNotEqualTo(TargetState.CURRENT);
        assertThat(project.check("a").pending()).containsExactly(ONE);
    }

    private static void execute(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** liquibase 1453: the lock of a runner that died stays. */
    @Test
    void liquibase1453ARunnerThatIsKilledLeavesNoLockAndNothingHalfDone() throws Exception {
        project.file(ONE, "create table one(id int);").file(SLOW, "create table slow(id int);", "select pg_sleep(60);");
        Future<MigrateReport> killed = threads.submit(() -> project.migrate());
        kill("pg_terminate_backend");
        TargetResult result = killed.get().targets().get(0);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.applied()).containsExactly(ONE);
        assertThat(project.value("select to_regclass('app_a.slow')")).isNull();
        project.file(SLOW, "create table slow(id int);");
        assertThat(project.migrate().targets().get(0).applied()).containsExactly(SLOW);
    }

    @Test
    void aCancelledRunRollsBackAndReturns() throws Exception {
        project.tenants = List.of("a", "b");
        project.file(ONE, "create table one(id int);").file(SLOW, "create table slow(id int);", "select pg_sleep(60);");
        Migrator migrator = project.migrator();
        Future<MigrateReport> running = threads.submit(
                () -> migrator.migrate(project.targets(), MigrateOptions.defaults(), project.events::add));
        awaitSleeper();
        migrator.cancel();
        MigrateReport report = running.get(10, TimeUnit.SECONDS);
        assertThat(report.targets()).extracting(TargetResult::reason).containsOnly(Migrator.CANCELLED);
        assertThat(project.value("select to_regclass('app_a.slow')")).isNull();
        assertThat(project.check("a").pending()).containsExactly(SLOW);
        assertThat(project.check("a").state()).isEqualTo(TargetState.PENDING);
    }

    @Test
    void anInterruptCancelsToo() throws Exception {
        project.file(SLOW, "select pg_sleep(60);");
        Future<?> running = threads.submit(() -> project.migrate());
        awaitSleeper();
        running.cancel(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(project.check("a").pending()).containsExactly(SLOW);
    }

    private void kill(String how) throws InterruptedException {
        String pid = awaitSleeper();
        project.sql("select " + how + "(" + pid + ")");
    }

    private String awaitSleeper() throws InterruptedException {
        return awaitSession("wait_event = 'PgSleep'");
    }

    private String awaitSession(String which) throws InterruptedException {
        while (true) {
            String pid = project.value("select pid from pg_stat_activity where datname = current_database()"
                    + " and state = 'active' and " + which);
            if (pid != null) {
                return pid;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** flyway 1654: CREATE INDEX CONCURRENTLY waits for ever for the session that waits for the runner's own lock. */
    @Test
    void flyway1654AnIndexIsBuiltConcurrentlyWhileAnotherRunnerWaits() throws Exception {
        project.file(
                ONE,
                "create table one(id int);",
                "insert into one select generate_series(1, 50000);",
                // until the other one has asked for the lock
                "do $$ begin for i in 1..400 loop perform pg_stat_clear_snapshot(), pg_sleep(0.05); exit when exists (",
                "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
                "and query like '%advisory_lock(%'); end loop; end $$;",
                "create index concurrently one_id on one(id);",
                "insert into one values (0);");
        project.file(SLOW, "create index concurrently one_id2 on one(id);");
        List<Future<MigrateReport>> runs = threads.invokeAll(List.of(() -> project.migrate(), () -> project.migrate()));
        int applied = 0;
        for (Future<MigrateReport> run : runs) {
            MigrateReport report = run.get();
            assertThat(report.count(Outcome.FAILED)).isZero();
            applied += report.targets().get(0).applied().size();
        }
        assertThat(applied).isEqualTo(2);
        assertThat(project.events)
                .as("no deadlock that had to be tried again")
                .noneMatch(e -> e instanceof Event.Retrying);
        assertThat(project.value("select count(*) from pg_index where indisvalid and indrelid = 'app_a.one'::regclass"))
                .isEqualTo("2");
        assertThat(project.value("select count(*) from devctl.progress")).isEqualTo("0");
    }

    @Test
    void theCheckOfSettledTargetsDoesNotTouchTheirLedgers() throws SQLException {
        project.file(ONE, "create table one(id int);");
        project.tenants = List.of("a", "b");
        project.migrate();
        try (Connection other = project.database.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table app_a.schema_migrations, app_b.schema_migrations in access exclusive mode");
            assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
            project.file(SLOW, "select 1;");
            assertThat(project.check()).extracting(TargetStatus::pending).containsOnly(List.of(SLOW));
            other.rollback();
        }
    }

    /** A change that is not committed while a run vouches for the ledger counts once it is. */
    @Test
    void aChangeCommittedDuringARunIsSeen() throws Exception {
        project.file(ONE, "create table one(id int);");
        project.migrate();
        project.file(SLOW, "select pg_sleep(0.3);");
        Future<MigrateReport> running = threads.submit(() -> project.migrate());
        awaitSleeper();
        project.sql("delete from app_a.schema_migrations");
        running.get();
        assertThat(project.check("a").state()).isNotEqualTo(TargetState.CURRENT);
    }

    @Test
    void devctlsOwnSchemaIsMadeOnceByManyAtOnce() throws Exception {
        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String task = "t" + i;
            all.add(() -> {
                new TaskRecords(project.database).record(task, "f");
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(all)) {
            done.get();
        }
        assertThat(project.value("select count(*) from devctl.tasks")).isEqualTo("8");
    }
}
