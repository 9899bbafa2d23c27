package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.devctl.migrate.files.Format;
import io.devctl.model.Event;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.PlannedTarget;
import io.devctl.model.StatusReport;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class MigratorIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String ONE = "20250101000001_one.sql";
    private static final String TWO = "20250101000002_two.sql";
    private static final String THREE = "20250101000003_three.sql";

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void project() {
        project = new Project(folder, POSTGRES.freshDatabase())
                .file(ONE, "create table one(id int);")
                .file(TWO, "create table two(id int);")
                .file(THREE, "create table three(id int);");
    }

    @Test
    void everythingIsPendingInAnEmptyDatabaseAndTheCheckWritesNothing() {
        assertThat(project.check())
                .extracting(TargetStatus::state, TargetStatus::applied, TargetStatus::pending, TargetStatus::head)
                .containsOnly(tuple(TargetState.PENDING, 0, List.of(ONE, TWO, THREE), "20250101000003"));
        assertThat(project.value("select count(*) from pg_namespace where nspname ~ '^(devctl|app_)'"))
                .isEqualTo("0");
    }

    @Test
    void migratesEveryTargetAndThenFindsNothingToDo() {
        MigrateReport first = project.migrate();
        assertThat(first.targets())
                .extracting(TargetResult::outcome, TargetResult::applied)
                .containsOnly(tuple(Outcome.APPLIED, List.of(ONE, TWO, THREE)));
        assertThat(project.check())
                .extracting(TargetStatus::state, TargetStatus::applied, TargetStatus::current)
                .containsOnly(tuple(TargetState.CURRENT, 3, "20250101000003"));
        MigrateReport second = project.migrate();
        assertThat(second.targets())
                .extracting(TargetResult::outcome, TargetResult::applied)
                .containsOnly(tuple(Outcome.CURRENT, List.of()));
        assertThat(Migrator.exitCode(second)).isEqualTo(ExitCode.OK);
        assertThat(project.value("select string_agg(migration_name, ',' order by id) from app_b.schema_migrations"))
                .isEqualTo(ONE + "," + TWO + "," + THREE);
    }

    @Test
    void theLedgerHasTheShapeThatOtherRunnersKnow() {
        project.migrate();
        assertThat(project.value("select string_agg(column_name || ' ' || data_type || coalesce(' ' ||"
                        + " character_maximum_length, '') || ' ' || is_nullable, ', ' order by ordinal_position)"
                        + " from information_schema.columns where table_schema = 'app_a'"
                        + " and table_name = 'schema_migrations'"))
                .isEqualTo("id integer NO, migration_name character varying 255 NO,"
                        + " applied_at timestamp with time zone YES");
    }

    @Test
    void aNewFileIsAppliedAloneToEveryTenantThatLacksIt() {
        project.migrate();
        project.tenants = List.of("a", "b", "c", "d");
        project.file("20250101000004_four.sql", "create table four(id int);");
        MigrateReport report = project.migrate();
        assertThat(Project.result(report, "a").applied()).containsExactly("20250101000004_four.sql");
        assertThat(Project.result(report, "d").applied()).hasSize(4);
        assertThat(report.count(Outcome.APPLIED)).isEqualTo(4);
    }

    @Test
    void aTenantTakenOutIsAnOrphan() {
        project.migrate();
        project.tenants = List.of("a");
        assertThat(project.migrator().orphans(project.targets()))
                .containsExactly(
                        new StatusReport.Orphan("app", "b", "app_b"), new StatusReport.Orphan("app", "c", "app_c"));
        project.sql("drop schema app_b cascade");
        assertThat(project.migrator().orphans(project.targets()))
                .containsExactly(new StatusReport.Orphan("app", "c", "app_c"));
    }

    @Test
    void aBrokenFileStopsAtTheFirstTenantAndTheOthersGetWhatIsBeforeIt() {
        project.file(TWO, "-- é 😀", "create table two(id int);", "", "insert into two", "  values ('é', nonsense);");
        MigrateReport report = project.migrate();
        TargetResult first = Project.result(report, "a");
        assertThat(first.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(first.applied()).containsExactly(ONE);
        MigrationError error = Objects.requireNonNull(first.error());
        assertThat(error.file()).isEqualTo("migrations/" + TWO);
        assertThat(error.line()).isEqualTo(5);
        assertThat(error.column()).isEqualTo(16);
        assertThat(error.sqlstate()).isEqualTo("42703");
        assertThat(error.message()).contains("column \"nonsense\" does not exist");
        assertThat(error.sourceLine()).isEqualTo("  values ('é', nonsense);");
        for (String tenant : List.of("b", "c")) {
            TargetResult other = Project.result(report, tenant);
            assertThat(other.outcome()).isEqualTo(Outcome.SKIPPED);
            assertThat(other.reason()).isEqualTo(Migrator.FIRST_TENANT_FAILED);
            assertThat(other.applied()).containsExactly(ONE);
        }
        assertThat(project.value("select to_regclass('app_a.two')")).isNull();
        assertThat(project.check("a").state()).isEqualTo(TargetState.FAILED);
        assertThat(project.check("a").reason()).contains(TWO + ":5").contains("nonsense");
        assertThat(project.check("b").state()).isEqualTo(TargetState.PENDING);
        assertThat(Migrator.exitCode(report)).isEqualTo(ExitCode.FAILED);

        project.file(TWO, "create table two(id int);");
        assertThat(project.migrate().targets())
                .extracting(TargetResult::outcome, TargetResult::applied)
                .containsOnly(tuple(Outcome.APPLIED, List.of(TWO, THREE)));
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }

    @Test
    void keepGoingTriesTheOthersAllTheSame() {
        project.sql("create schema app_a", "create table app_a.two(id int)");
        MigrateReport report = project.migrate(MigrateOptions.defaults().withKeepGoing(true));
        assertThat(report.targets())
                .extracting(TargetResult::outcome)
                .containsExactly(Outcome.FAILED, Outcome.APPLIED, Outcome.APPLIED);
    }

    @Test
    void aLaterTenantThatFailsHoldsUpNobody() {
        project.sql("create schema app_b", "create table app_b.two(id int)");
        MigrateReport report = project.migrate();
        assertThat(report.targets())
                .extracting(TargetResult::outcome)
                .containsExactly(Outcome.APPLIED, Outcome.FAILED, Outcome.APPLIED);
        MigrationError error =
                Objects.requireNonNull(Project.result(report, "b").error());
        assertThat(error.sqlstate()).isEqualTo("42P07");
        assertThat(error.line()).isEqualTo(1);
    }

    @Test
    void nothingLeaksFromOneFileIntoTheNext() {
        project.sql("do $$ begin if not exists (select from pg_roles where rolname = 'leak_role') then"
                + " create role leak_role; end if; end $$");
        project.file(
                ONE,
                "create table one(id int);",
                "select set_config('search_path', '', false);",
                "set statement_timeout = 0; set standard_conforming_strings = off;",
                "set session_replication_role = replica; set timezone = 'Asia/Colombo';",
                "create temp table leak(id int); prepare leak as select 1; listen leak;",
                "set role leak_role;");
        project.file(
                TWO,
                "create table seen as select current_setting('search_path') as path,",
                "  current_setting('role') as role, current_setting('statement_timeout') as timeout,",
                "  current_setting('standard_conforming_strings') as strings,",
                "  current_setting('session_replication_role') as replication,",
                "  to_regclass('pg_temp.leak') as temporary, current_setting('timezone') as zone,",
                "  (select count(*) from pg_prepared_statements) as prepared,",
                "  (select count(*) from pg_listening_channels()) as listening;");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.value("select row_to_json(seen) from app_b.seen"))
                .isEqualTo("{\"path\":\"app_b, public\",\"role\":\"none\",\"timeout\":\"1min\",\"strings\":\"on\","
                        + "\"replication\":\"origin\",\"temporary\":null,\"zone\":\""
                        + project.value("select current_setting('log_timezone')")
                        + "\",\"prepared\":0,\"listening\":0}");
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }

    @Test
    void whatTheDriverWouldTouchArrivesAsItStands() {
        project.file(
                ONE,
                "create table one(v text);",
                "insert into one values ('?'), ('??'), ('{fn now()}'), (':name'), ($$ $1 ? {d '2020-01-01'} $$);",
                "insert into one select 'has' where '{\"a\":1}'::jsonb ? 'a' and '{\"a\":1}'::jsonb ?| array['a', 'b'];",
                "create function f(int) returns int language sql as 'select $1 + 1';");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.value("select string_agg(v, '|') from app_a.one"))
                .isEqualTo("?|??|{fn now()}|:name| $1 ? {d '2020-01-01'} |has");
        assertThat(project.value("select app_a.f(1)")).isEqualTo("2");
    }

    @Test
    void copyWithDataIsPartOfTheTransaction() {
        project.file(
                ONE,
                "create table one(id int, v text);",
                "copy one from stdin;",
                "1\tit's; -- no comment",
                "2\t\\N",
                "\\.",
                "insert into one values (3, 'three');");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.value("select string_agg(id || coalesce(v, '-'), '|' order by id) from app_c.one"))
                .isEqualTo("1it's; -- no comment|2-|3three");
        project.tenants = List.of("z");
        project.file(ONE, "create table one(id int, v text);", "", "copy one from stdin;", "1\ta", "x\tb", "\\.");
        MigrationError error =
                Objects.requireNonNull(Project.result(project.migrate(), "z").error());
        assertThat(error.line()).isEqualTo(5);
        assertThat(error.sqlstate()).isEqualTo("22P02");
        assertThat(project.value("select to_regclass('app_z.one')")).isNull();
    }

    @Test
    void anErrorWithoutAPositionIsAtItsStatementAndOneInABlockAtItsLine() {
        project.tenants = List.of("a");
        project.file(ONE, "select 1;", "  -- why", "  select 1 / 0;");
        MigrationError error =
                Objects.requireNonNull(Project.result(project.migrate(), "a").error());
        assertThat(error.line()).isEqualTo(3);
        assertThat(error.column()).isEqualTo(3);
        project.file(ONE, "select 1;", "do $$", "begin", "  perform 1;", "  raise exception 'no';", "end $$;");
        error = Objects.requireNonNull(Project.result(project.migrate(), "a").error());
        assertThat(error.line()).isEqualTo(5);
        assertThat(error.column()).isEqualTo(3);
        assertThat(error.sqlstate()).isEqualTo("P0001");
    }

    @Test
    void aDeferredConstraintThatFailsAtTheCommitRollsBackAndIsReported() {
        project.tenants = List.of("a");
        project.file(
                ONE,
                "create table p(id int primary key);",
                "create table c(id int references p deferrable initially deferred);",
                "insert into c values (1);");
        TargetResult result = Project.result(project.migrate(), "a");
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(Objects.requireNonNull(result.error()).sqlstate()).isEqualTo("23503");
        assertThat(project.check("a").applied()).isZero();
    }

    @Test
    void aStatementThatTakesTooLongIsCancelled() {
        project.tenants = List.of("a");
        project.limits = new Limits(null, Duration.ofMillis(50), 0);
        project.file(ONE, "select 1;", "select pg_sleep(20);");
        MigrationError error =
                Objects.requireNonNull(Project.result(project.migrate(), "a").error());
        assertThat(error.sqlstate()).isEqualTo("57014");
        assertThat(error.line()).isEqualTo(2);
        assertThat(error.hint()).contains("timeout:");
    }

    @Test
    void olderEmptyFilesAreAppliedAndTheNewestWhereItSaysSo() {
        project.file(ONE, "").file(TWO, "-- nothing", "/* at all */").file("20250101000003_three.sql", "select 1;");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        project.file(
                "20250101000004_four.sql", "-- four", "", "-- devctl: allow empty-migration because four is unlucky");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
    }

    /** Applied as it is, it would be drift as soon as somebody fills it in. */
    @Test
    void aNewestFileWithoutAStatementIsRefusedBeforeAnythingIsDone() {
        project.remove(THREE).file(TWO, "-- later", "-- migrate:down", "drop table two;");
        MigrateReport report = project.migrate();
        assertThat(Migrator.exitCode(report)).isEqualTo(ExitCode.BAD_MIGRATION);
        MigrationError error = Objects.requireNonNull(report.targets().get(0).error());
        assertThat(error.file()).isEqualTo("migrations/" + TWO);
        assertThat(error.hint()).contains("-- devctl: allow empty-migration");
        assertThat(project.migrator().plan(project.targets(), MigrateOptions.defaults()))
                .allMatch(PlannedTarget::isRefused);
        assertThat(project.check("a").state()).isEqualTo(TargetState.PENDING);
        assertThat(project.value("select to_regclass('app_a.one')")).isNull();

        MigrateOptions before = MigrateOptions.defaults().within(new Bounds(ONE, 0));
        assertThat(project.migrate(before).count(Outcome.APPLIED)).isEqualTo(3);
        project.file(TWO, "create table two(id int);");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        project.file(TWO, "create table two(id int);", "-- and a comment");
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
    }

    @Test
    void anAppliedEmptyFileIsLeftAloneAndSoAreThoseOfOtherTools() {
        project.remove(ONE).remove(TWO).remove(THREE);
        project.format = Format.GOLANG_MIGRATE;
        project.file("000001_a.up.sql", "").file("000001_a.down.sql", "");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.migrate().count(Outcome.CURRENT)).isEqualTo(3);
        project.file("000002_b.up.sql", "-- b", "--", "-- What: one sentence on what changes, and why.");
        assertThat(project.migrate().count(Outcome.FAILED)).isEqualTo(3);
    }

    @Test
    void theDownPartIsNotRun() {
        project.file(ONE, "create table one(id int);", "-- migrate:down", "drop table one; \\connect nowhere");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.value("select to_regclass('app_a.one')")).isNotNull();
    }

    @Test
    void aFileWithItsOwnTransactionIsStillOneWithItsLedgerRow() {
        project.tenants = List.of("a");
        project.file(ONE, "begin isolation level serializable;", "create table one(id int);", "select 1/0;", "commit;");
        assertThat(Project.result(project.migrate(), "a").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(project.value("select to_regclass('app_a.one')")).isNull();
        project.file(
                ONE,
                "begin isolation level serializable;",
                "create table one as select current_setting('transaction_isolation') i;",
                "commit;");
        assertThat(Project.result(project.migrate(), "a").outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(project.value("select i from app_a.one")).isEqualTo("serializable");
    }

    @Test
    void awkwardSchemaNamesAreQuoted() {
        project.tenants = List.of("x\"; drop table y; --", "Ünï cödé", "it's");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }

    @Test
    void tellsWhatItDoes() {
        project.migrate();
        assertThat(project.events.get(0)).isInstanceOf(Event.MigrationsChecked.class);
        List<Event.MigrationApplied> applied = project.events.stream()
                .filter(Event.MigrationApplied.class::isInstance)
                .map(Event.MigrationApplied.class::cast)
                .toList();
        assertThat(applied).hasSize(9);
        assertThat(applied.stream().filter(e -> e.file().equals(TWO)))
                .extracting(Event.MigrationApplied::done, Event.MigrationApplied::total)
                .containsExactlyInAnyOrder(tuple(1, 3), tuple(2, 3), tuple(3, 3));
        assertThat(project.events.stream().filter(Event.TargetFinished.class::isInstance))
                .hasSize(3);
        assertThat(project.events.get(project.events.size() - 1)).isInstanceOf(Event.ServiceMigrated.class);
    }

    @Test
    void taskSuccessIsRememberedInTheDatabase() {
        TaskRecords tasks = new TaskRecords(project.database);
        assertThat(tasks.succeeded("seed", "f1")).isFalse();
        tasks.record("seed", "f1");
        assertThat(tasks.succeeded("seed", "f1")).isTrue();
        assertThat(tasks.succeeded("seed", "f2")).isFalse();
        tasks.record("seed", "f2");
        assertThat(tasks.succeeded("seed", "f1")).isFalse();
        project.sql("drop schema devctl cascade");
        assertThat(tasks.succeeded("seed", "f2")).isFalse();
    }
}
