package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Event;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What passes is tried again, what does not is not, and a lost answer is neither a success nor a failure. */
@Timeout(120)
final class RetryIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String ONE = "20250101000001_one.sql";
    private static final MigrateOptions QUICK =
            MigrateOptions.defaults().withBackoff(new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)));

    @TempDir
    private Path folder;

    private Endpoint at;
    private Project project;

    @BeforeEach
    void project() {
        at = POSTGRES.freshEndpoint();
        project = new Project(folder, Connections.to(at));
        project.tenants = List.of("a");
    }

    private List<Event.Retrying> retries() {
        return project.events.stream()
                .filter(Event.Retrying.class::isInstance)
                .map(Event.Retrying.class::cast)
                .toList();
    }

    @Test
    void aLockThatIsGivenBackIsWaitedForAndItsHolderNamed() throws Exception {
        project.sql("create table public.busy(id int)");
        project.file(ONE, "-- devctl: lock_timeout=3s", "alter table public.busy add column x int;");
        try (Connection holder = project.database.getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("set application_name = 'a forgotten psql'");
            holder.setAutoCommit(false);
            statement.execute("select * from public.busy");
            ExecutorService threads = Executors.newSingleThreadExecutor();
            Future<MigrateReport> running = threads.submit(() -> project.migrate(QUICK));
            while (retries().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            holder.rollback();
            assertThat(running.get().targets().get(0).outcome()).isEqualTo(Outcome.APPLIED);
            threads.shutdown();
        }
        assertThat(retries()).allMatch(r -> r.reason().contains("lock timeout"));
        assertThat(project.events)
                .filteredOn(Event.Blocked.class::isInstance)
                .anyMatch(e -> ((Event.Blocked) e).by().contains("a forgotten psql"));
    }

    @Test
    void aLockThatIsKeptFailsAfterTheRetriesAndSaysWhoHasIt() throws Exception {
        project.sql("create table public.busy(id int)");
        project.limits = new Limits(Duration.ofSeconds(3), Duration.ofSeconds(60), 1);
        project.file(ONE, "alter table public.busy add column x int;");
        try (Connection holder = project.database.getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("set application_name = 'a forgotten psql'");
            holder.setAutoCommit(false);
            statement.execute("select * from public.busy");
            TargetResult result = project.migrate(QUICK).targets().get(0);
            MigrationError error = Objects.requireNonNull(result.error());
            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(error.sqlstate()).isEqualTo("55P03");
            assertThat(error.message()).contains("a forgotten psql");
            assertThat(error.hint()).contains("dev migrate locks");
            holder.rollback();
        }
        assertThat(retries()).hasSize(1);
        assertThat(project.check("a").state()).isEqualTo(TargetState.FAILED);
        assertThat(project.migrate(QUICK).count(Outcome.APPLIED)).isEqualTo(1);
    }

    @Test
    void whatDoesNotPassIsTriedOnce() {
        project.file(ONE, "select 1/0;");
        assertThat(project.migrate(QUICK).count(Outcome.FAILED)).isEqualTo(1);
        project.file(ONE, "-- devctl: statement_timeout=50ms", "select pg_sleep(5);");
        assertThat(Objects.requireNonNull(
                                project.migrate(QUICK).targets().get(0).error())
                        .sqlstate())
                .isEqualTo("57014");
        assertThat(retries()).isEmpty();
    }

    @Test
    void aSessionThatIsKilledInTheMiddleOfAFileIsReplaced() {
        // the first attempt ends its own session; the flag outlives it in a sequence
        project.sql("create sequence public.attempts");
        project.file(
                ONE,
                "create table one(id int);",
                "select case when nextval('public.attempts') = 1 then pg_terminate_backend(pg_backend_pid()) end;",
                "insert into one values (1);");
        TargetResult result = project.migrate(QUICK).targets().get(0);
        assertThat(result.outcome()).as(String.valueOf(result.error())).isEqualTo(Outcome.APPLIED);
        assertThat(result.applied()).containsExactly(ONE);
        assertThat(project.value("select count(*) from app_a.one")).isEqualTo("1");
        assertThat(project.value("select last_value from public.attempts")).isEqualTo("2");
        assertThat(retries()).hasSize(1);
    }

    /** The commit is done and nobody hears of it. */
    @Test
    void aCommitWhoseAnswerIsLostIsNeitherRepeatedNorReportedAsFailed() throws Exception {
        project.file(ONE, "create table one(id int);", "insert into one values (77);");
        project.file("20250101000002_two.sql", "create table two(id int);");
        try (CuttingProxy proxy = new CuttingProxy(at.port(), "values (77)", 1)) {
            Project beyond = new Project(folder, Connections.to(through(proxy)));
            beyond.tenants = project.tenants;
            TargetResult result = beyond.migrate(QUICK).targets().get(0);
            assertThat(proxy.cutsLeft()).isZero();
            assertThat(result.outcome()).as(String.valueOf(result.error())).isEqualTo(Outcome.APPLIED);
            assertThat(result.applied()).containsExactly(ONE, "20250101000002_two.sql");
        }
        assertThat(project.value("select count(*) from app_a.one")).isEqualTo("1");
        assertThat(project.value("select count(*) from app_a.schema_migrations"))
                .isEqualTo("2");
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
    }

    /** The same with a file that is not one transaction: an INSERT in it is not done twice. */
    @Test
    void aLostAnswerBetweenTheTransactionsOfAFileRepeatsNothing() throws Exception {
        project.file(
                ONE,
                "-- devctl: transaction off",
                "create table one(id int);",
                "insert into one values (1);",
                "create index concurrently one_id on one(id);");
        try (CuttingProxy proxy = new CuttingProxy(at.port(), "insert into one", 1)) {
            Project beyond = new Project(folder, Connections.to(through(proxy)));
            beyond.tenants = project.tenants;
            TargetResult result = beyond.migrate(QUICK).targets().get(0);
            assertThat(proxy.cutsLeft()).isZero();
            assertThat(result.outcome()).as(String.valueOf(result.error())).isEqualTo(Outcome.APPLIED);
        }
        assertThat(project.value("select count(*) from app_a.one")).isEqualTo("1");
        assertThat(project.value("select count(*) from pg_index where not indisvalid"))
                .isEqualTo("0");
    }

    /** A procedure that commits may be half done: only the user can know. */
    @Test
    void aProcedureOfWhichNobodyKnowsIsLeftToTheUser() {
        project.sql("create sequence public.attempts");
        project.file(
                ONE,
                "create table one(id int);",
                "create procedure p() language plpgsql as $$ begin insert into one values (1); commit;",
                "  perform pg_terminate_backend(pg_backend_pid()) where nextval('public.attempts') = 1; end $$;",
                "call p();",
                "insert into one values (2);");
        MigrationError error =
                Objects.requireNonNull(project.migrate(QUICK).targets().get(0).error());
        assertThat(error.message())
                .contains("whether statement 3 of 4 was done is not known")
                .contains("the first 2 are done");
        assertThat(error.line()).isEqualTo(4);
        assertThat(error.hint()).contains("--resume done").contains("--resume again");
        assertThat(project.value("select count(*) from app_a.one")).isEqualTo("1");

        assertThat(project.migrate(QUICK.withResume(Resume.DONE)).count(Outcome.APPLIED))
                .isEqualTo(1);
        assertThat(project.value("select count(*) from app_a.one")).isEqualTo("2");
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
    }

    private Endpoint through(CuttingProxy proxy) {
        return new Endpoint("127.0.0.1", proxy.port(), at.database(), at.user(), at.password());
    }

    /** While a migration runs, a supervisor writes that a task has succeeded: it must not wait for the migration's end. */
    @Test
    void aTasksSuccessIsRecordedWhileAMigrationRuns() throws Exception {
        project.file(ONE, "create table one(id int);");
        project.migrate(QUICK);
        // as an older devctl left it, so that the records would have to be brought up to date
        project.sql("update devctl.version set version = 2");
        try (Connection running = project.database.getConnection();
                Statement statement = running.createStatement()) {
            running.setAutoCommit(false);
            statement.execute("set local devctl.migrating = on");
            statement.execute("create table app_a.two(id int)");
            statement.execute("update devctl.targets set applied = applied");
            TaskRecords tasks = new TaskRecords(project.database);
            tasks.record("seed", "f");
            assertThat(tasks.succeeded("seed", "f")).isTrue();
            running.rollback();
        }
    }
}
