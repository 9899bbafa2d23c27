package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.EventSink;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Rolling back by down parts: all of it or nothing of it, and never "current" over what is not there. */
@Timeout(120)
final class RollbackIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String ONE = "20250101000001_one.sql";
    private static final String TWO = "20250101000002_two.sql";
    private static final String THREE = "20250101000003_three.sql";

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void migrated() {
        project = new Project(folder, POSTGRES.freshDatabase());
        project.file(ONE, "create table one(id int);")
                .file(TWO, "create table two(id int);", "-- migrate:down", "drop table two;")
                .file(THREE, "create table three(id int);", "-- migrate:down", "drop table three;");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
    }

    private Rollback rollback(int count, @Nullable String to) {
        return new Rollback(project.migrator(), project.targets(), count, to);
    }

    private List<TargetResult> down(int count, @Nullable String to) {
        return rollback(count, to).run(MigrateOptions.defaults(), EventSink.none());
    }

    private List<TargetState> states() {
        return project.check().stream().map(TargetStatus::state).distinct().toList();
    }

    @Test
    void theNewestIsUndoneForEveryTenantAndPendingAgain() {
        assertThat(down(1, null)).extracting(TargetResult::applied).containsOnly(List.of(THREE));
        assertThat(project.value("select count(*) from pg_class where relname = 'three'"))
                .isEqualTo("0");
        assertThat(project.check("c").pending()).containsExactly(THREE);
        assertThat(project.check("c").applied()).isEqualTo(2);
        project.migrate();
        assertThat(states()).containsExactly(TargetState.CURRENT);
        assertThat(project.value("select to_regclass('app_c.three')")).isEqualTo("app_c.three");
    }

    @Test
    void undoingDownToAVersionLeavesThatVersion() {
        assertThat(down(1, "20250101000001")).extracting(TargetResult::applied).containsOnly(List.of(THREE, TWO));
        assertThat(project.check("a").current()).isEqualTo("20250101000001");
        project.sql("insert into app_a.one values (7)");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.value("select id from app_a.one")).isEqualTo("7");
    }

    @Test
    void withoutADownPartNothingAtAllIsDone() {
        assertThat(rollback(3, null).plan())
                .extracting(TargetIntent::refusal)
                .containsOnly("there is no down part of '" + ONE + "'");
        assertThat(down(3, null)).isEmpty();
        assertThat(states()).containsExactly(TargetState.CURRENT);
    }

    @Test
    void aTenantWithLessToUndoIsLeftWhereItIs() {
        project.sql(
                "set devctl.migrating = on",
                "drop table app_b.three",
                "delete from app_b.schema_migrations where migration_name = '" + THREE + "'");
        List<TargetResult> results = down(1, "20250101000002");
        assertThat(results).extracting(r -> r.target().tenant()).containsExactly("a", "c");
        project.migrate();
        assertThat(states()).containsExactly(TargetState.CURRENT);
    }

    @Test
    void aDownPartThatFailsUndoesNothingAndSaysWhere() {
        project.file(
                THREE, "create table three(id int);", "-- migrate:down", "drop table three;", "drop table nowhere;");
        List<TargetResult> results = down(2, null);
        assertThat(results)
                .extracting(TargetResult::outcome)
                .containsExactly(Outcome.FAILED, Outcome.SKIPPED, Outcome.SKIPPED);
        assertThat(Objects.requireNonNull(results.get(0).error()).line()).isEqualTo(4);
        assertThat(states()).containsExactly(TargetState.CURRENT);
        assertThat(project.value("select to_regclass('app_a.three')")).isEqualTo("app_a.three");
    }

    @Test
    void whatFailsOnALaterTenantIsKeptByTheOthersAsUndone() {
        project.sql("create view app_c.v as select * from app_c.three");
        List<TargetResult> results = down(1, null);
        assertThat(results)
                .extracting(TargetResult::outcome)
                .containsExactly(Outcome.APPLIED, Outcome.APPLIED, Outcome.FAILED);
        assertThat(project.check("b").pending()).containsExactly(THREE);
        assertThat(project.check("c").state()).isEqualTo(TargetState.CURRENT);
    }

    /** An index is dropped without a transaction: what breaks after that is not current. */
    @Test
    void aDownPartOutsideATransactionThatBreaksLeavesItPending() {
        project.file(
                "20250101000004_four.sql",
                "create index three_id on three(id);",
                "-- migrate:down",
                "drop index concurrently three_id;",
                "drop table nowhere;");
        project.migrate();
        assertThat(down(1, null).get(0).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(project.check("a").pending()).containsExactly("20250101000004_four.sql");
        assertThat(project.check("b").state()).isEqualTo(TargetState.CURRENT);
        project.migrate();
        assertThat(project.value("select to_regclass('app_a.three_id')")).isEqualTo("app_a.three_id");
        assertThat(states()).containsExactly(TargetState.CURRENT);
    }

    @Test
    void aMigrationOfAnotherBranchIsUndoneByTheTextThatWasKept() {
        project.remove(THREE);
        assertThat(states()).containsExactly(TargetState.DRIFTED);
        assertThat(down(1, null)).extracting(TargetResult::applied).containsOnly(List.of(THREE));
        assertThat(states()).containsExactly(TargetState.CURRENT);
        assertThat(project.value("select to_regclass('app_b.three')")).isNull();
    }

    @Test
    void anEditedMigrationIsUndoneAsItWasApplied() {
        project.file(THREE, "create table drei(id int);", "-- migrate:down", "drop table drei;");
        assertThat(down(1, null)).extracting(TargetResult::outcome).containsOnly(Outcome.APPLIED);
        assertThat(project.check("a").pending()).containsExactly(THREE);
        project.migrate();
        assertThat(states()).containsExactly(TargetState.CURRENT);
        assertThat(project.value("select to_regclass('app_b.drei')")).isEqualTo("app_b.drei");
    }

    /** What a run that broke had noted must not let the next one skip statements. */
    @Test
    void progressOfBeforeIsForgotten() {
        String four = "20250101000004_four.sql";
        project.file(four, "create table four(id int);", "commit;", "create table nope(id nonsense);");
        project.migrate();
        assertThat(project.value("select count(*) from devctl.progress")).isEqualTo("1");
        project.sql("drop table app_a.four");
        project.file(
                four,
                "create table four(id int);",
                "commit;",
                "create table more(id int);",
                "-- migrate:down",
                "drop table four, more;");
        new Stamp(project.migrator(), project.targets(), null).run(MigrateOptions.defaults(), EventSink.none());
        assertThat(project.value("select count(*) from devctl.progress")).isEqualTo("0");
        project.sql(
                "create table app_a.four(id int)",
                "create table app_a.more(id int)",
                "create table app_b.four(id int)",
                "create table app_b.more(id int)",
                "create table app_c.four(id int)",
                "create table app_c.more(id int)");
        assertThat(down(1, null)).extracting(TargetResult::outcome).containsOnly(Outcome.APPLIED);
        project.migrate();
        assertThat(project.value("select to_regclass('app_a.four')")).isEqualTo("app_a.four");
    }

    /** Somebody undoes by hand what devctl undoes: whoever comes second fails, and the ledger is believed. */
    @Test
    void aLedgerThatSomebodyChangesMeanwhileIsNotVouchedFor() {
        project.sql(
                "create function app_a.more() returns event_trigger language plpgsql as"
                        + " 'begin delete from app_a.schema_migrations where migration_name = ''" + TWO + "''; end'",
                "create event trigger more on sql_drop execute function app_a.more()");
        project.tenants = List.of("a");
        assertThat(down(1, null).get(0).outcome()).isEqualTo(Outcome.APPLIED);
        project.sql("drop event trigger more");
        assertThat(project.check("a").pending()).containsExactly(TWO, THREE);
    }

    @Test
    void killedAtAnyMomentEveryLedgerSaysWhatIsThere() throws Exception {
        Endpoint at = POSTGRES.freshEndpoint();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(at.jdbcUrl());
        database.setUser(at.user());
        database.setPassword(at.password());
        Project killed = new Project(folder.resolve("killed"), database);
        killed.tenants = List.of("a", "b", "c", "d", "e");
        for (int i = 1; i <= 6; i++) {
            killed.file(
                    "2025010100000" + i + "_x.sql",
                    "create table t" + i + "(id int);",
                    "-- migrate:down",
                    "drop table t" + i + ";",
                    "select pg_sleep(0.02);");
        }
        killed.migrate();
        String left = "select count(*) from pg_class where relname ~ '^t[0-9]$'";
        for (int round = 0; round < 3; round++) {
            int goal = Integer.parseInt(String.valueOf(killed.value(left))) - 3;
            Process runner = runner(at, killed);
            while (runner.isAlive() && Integer.parseInt(String.valueOf(killed.value(left))) > goal) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            runner.destroyForcibly().waitFor();
            // the server ends what it was doing for it before it notices that nobody is there any more
            while (!"0"
                    .equals(killed.value("select count(*) from pg_stat_activity where datname = current_database()"
                            + " and pid <> pg_backend_pid() and backend_type = 'client backend'"))) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            for (TargetStatus status : killed.check()) {
                String tables = killed.value("select count(*) from pg_tables where schemaname = '"
                        + status.target().schema() + "' and tablename ~ '^t'");
                assertThat(status.applied()).isEqualTo(Integer.parseInt(String.valueOf(tables)));
                assertThat(status.pending()).hasSize(6 - status.applied());
            }
        }
        assertThat(Integer.parseInt(String.valueOf(killed.value(left)))).isBetween(1, 26);
        assertThat(killed.migrate().count(Outcome.FAILED)).isZero();
        assertThat(killed.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }

    private Process runner(Endpoint at, Project of) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledRollback.class.getName(),
                at.jdbcUrl(),
                at.user(),
                at.password(),
                of.root.toString()));
        command.addAll(of.tenants);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }
}
