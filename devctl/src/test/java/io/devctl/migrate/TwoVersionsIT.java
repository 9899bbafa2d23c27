package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An older and a newer devctl on one database. */
@Timeout(120)
final class TwoVersionsIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String ONE = "20250101000001_one.sql";
    private static final String TWO = "20250101000002_two.sql";

    @TempDir
    private Path folder;

    private Project project;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void project() {
        project = new Project(folder, POSTGRES.freshDatabase());
        project.file(ONE, "create table one(id int);", "-- migrate:down", "drop table one;");
        project.migrate();
        project.file(TWO, "create table two(id int);");
    }

    @AfterEach
    void end() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private void versionIs(int version) {
        project.sql("update devctl.version set version = " + version);
    }

    private void waits(int sessions) throws InterruptedException {
        String waiting = "select count(*) >= " + sessions + " from pg_stat_activity where datname = current_database()"
                + " and wait_event = 'advisory'";
        while (!"t".equals(project.value(waiting))) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void anOlderOneRefusesWhatANewerOneHasMade() {
        versionIs(Records.VERSION + 1);
        Rollback down = new Rollback(project.migrator(), project.targets(), 1, null);
        Stamp stamp = new Stamp(project.migrator(), project.targets(), null);
        List<Runnable> all = List.of(
                project::check,
                project::migrate,
                () -> project.migrator().plan(project.targets(), MigrateOptions.defaults()),
                () -> project.migrator().script(project.targets(), MigrateOptions.defaults()),
                () -> project.migrator().history(project.targets()),
                () -> project.migrator().orphans(project.targets()),
                () -> down.run(MigrateOptions.defaults(), EventSink.none()),
                () -> stamp.run(MigrateOptions.defaults(), EventSink.none()));
        for (Runnable one : all) {
            DevctlException refused = catchThrowableOfType(DevctlException.class, one::run);
            assertThat(refused)
                    .hasMessage("this database was migrated by a newer devctl: 'schema devctl, version "
                            + (Records.VERSION + 1) + "'");
            assertThat(refused.hint()).contains("update devctl");
            assertThat(refused.code()).isEqualTo(ExitCode.UNAVAILABLE);
        }
        assertThat(project.value("select count(*) from app_a.schema_migrations"))
                .isEqualTo("1");
        assertThat(project.value("select to_regclass('app_a.one')")).isEqualTo("app_a.one");
    }

    @Test
    void anOlderOneThatWaitedForANewerOneWritesNothingBehindIt() throws Exception {
        try (Connection newer = project.database.getConnection();
                Statement statement = newer.createStatement()) {
            for (MigrationTarget target : project.targets()) {
                statement.execute("select pg_advisory_lock(" + TargetLock.key(target) + ")");
            }
            Future<MigrateReport> older = threads.submit(() -> project.migrate());
            while (!project.events.toString().contains("Waiting")) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            versionIs(Records.VERSION + 1);
            statement.execute("select pg_advisory_unlock_all()");
            MigrateReport report = older.get();
            assertThat(report.count(Outcome.APPLIED)).isZero();
            MigrationError error =
                    Objects.requireNonNull(report.targets().get(0).error());
            assertThat(error.message()).contains("by a newer devctl");
            assertThat(error.hint()).isEqualTo("update devctl");
        }
        assertThat(project.value("select to_regclass('app_a.two')")).isNull();
    }

    @Test
    void recordsAreUpgradedWhileAnotherRunnerWaits() throws Exception {
        versionIs(Records.VERSION - 1);
        try (Connection upgrading = project.database.getConnection();
                Statement statement = upgrading.createStatement()) {
            statement.execute("select pg_advisory_lock(" + Records.LOCK + ")");
            Future<MigrateReport> one = threads.submit(() -> project.migrate());
            Future<MigrateReport> two = threads.submit(() -> project.migrate());
            waits(2);
            statement.execute("select pg_advisory_unlock_all()");
            assertThat(one.get().count(Outcome.FAILED) + two.get().count(Outcome.FAILED))
                    .isZero();
            assertThat(one.get().count(Outcome.APPLIED) + two.get().count(Outcome.APPLIED))
                    .isEqualTo(3);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        assertThat(project.value("select version from devctl.version")).isEqualTo(Integer.toString(Records.VERSION));
        assertThat(project.value("select count(*) from app_a.schema_migrations"))
                .isEqualTo("2");
    }
}
