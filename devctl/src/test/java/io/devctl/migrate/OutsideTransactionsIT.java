package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.testing.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not one transaction. */
@Timeout(60)
final class OutsideTransactionsIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String ONE = "20250101000001_one.sql";

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void project() {
        project = new Project(folder, POSTGRES.freshDatabase());
        project.tenants = List.of("a");
    }

    private TargetResult run() {
        return project.migrate().targets().get(0);
    }

    private void assertApplied() {
        TargetResult result = run();
        assertThat(result.outcome()).as(String.valueOf(result.error())).isEqualTo(Outcome.APPLIED);
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
        assertThat(project.value("select count(*) from devctl.progress")).isEqualTo("0");
    }

    @Test
    void whatRefusesATransactionIsNoticed() {
        project.file(
                ONE,
                "set work_mem = '5MB';",
                "create table one(id int primary key, v int) partition by range (id);",
                "create table p partition of one for values from (0) to (9);",
                "create table two(id int);",
                "create unique index concurrently two_id on two(id);",
                "reindex (verbose) index concurrently two_id;",
                "alter table one detach partition p concurrently;",
                "vacuum two;",
                "create table seen as select current_setting('work_mem') m;",
                "drop index concurrently two_id;");
        assertApplied();
        assertThat(project.value("select m from app_a.seen")).isEqualTo("5MB");
    }

    /** What no word shows is learnt from the server's refusal. */
    @Test
    void aProcedureThatCommitsAndANewEnumValueAreNoticedByTheServersRefusal() {
        project.file(
                ONE,
                "create table one(id int);",
                "create procedure p() language plpgsql as $$ begin insert into one values (1); commit;"
                        + " insert into one values (2); end $$;",
                "prepare x as select 1;",
                "call p();",
                "create type mood as enum ('sad');",
                "alter type mood add value 'ok';",
                "create table m as select 'ok'::mood as v;");
        assertApplied();
        assertThat(project.value("select count(*) from app_a.one")).isEqualTo("2");
        assertThat(project.value("select v from app_a.m")).isEqualTo("ok");
    }

    @Test
    void aBreakIsRecordedAndTheNextRunGoesOnFromThere() {
        project.file(
                ONE,
                "set search_path = app_a;",
                "create table one(id int);",
                "insert into one values (1), (1);",
                "create unique index concurrently one_id on one(id);",
                "insert into one values (2);");
        TargetResult broken = run();
        MigrationError error = Objects.requireNonNull(broken.error());
        assertThat(error.line()).isEqualTo(4);
        assertThat(error.sqlstate()).isEqualTo("23505");
        assertThat(project.value("select done || ' ' || (running is null) from devctl.progress"))
                .isEqualTo("3 true");
        assertThat(project.check("a").state()).isEqualTo(TargetState.FAILED);
        // an invalid index is left, and duplicates in the table: the user removes those
        project.sql("delete from app_a.one where ctid = '(0,1)'");
        assertApplied();
        assertThat(project.value("select count(*) from app_a.one")).isEqualTo("2");
        assertThat(project.value("select indisvalid from pg_index where indexrelid = 'app_a.one_id'::regclass"))
                .isEqualTo("t");
    }

    @Test
    void anEditOfWhatIsDoneAlreadyIsRefused() {
        project.file(ONE, "create table one(id int);", "vacuum nowhere;");
        assertThat(run().outcome()).isEqualTo(Outcome.FAILED);
        project.file(ONE, "create table one(id bigint);", "vacuum one;");
        assertThat(Objects.requireNonNull(run().error()).message()).contains("its first statement was applied");
        project.file(ONE, "create table one(id int);", "vacuum one;");
        assertApplied();
    }

    @Test
    void aCommitInTheMiddleIsMeant() {
        project.file(ONE, "begin; create table one(id int); commit;", "begin; select 1/0; commit;");
        assertThat(run().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(project.value("select to_regclass('app_a.one')")).isNotNull();
        project.file(ONE, "begin; create table one(id int); commit;", "begin; select 1; commit;");
        assertApplied();
    }

    /** dbmate 182: transaction:false allows a single statement only. */
    @Test
    void dbmate182AFileWithoutTransactionMayHaveManyStatements() {
        project.file(
                ONE,
                "-- devctl:transaction off",
                "create table one(id int);",
                "copy one from stdin;",
                "7",
                "\\.",
                "vacuum one;",
                "create index concurrently i on one(id);");
        assertApplied();
        assertThat(project.value("select id from app_a.one")).isEqualTo("7");
    }

    /** golang-migrate 282: a database is "dirty" although the transaction was rolled back. */
    @Test
    void golangMigrate282AFailureThatWasRolledBackNeedsNoRepair() {
        project.file(ONE, "create table one(id int);", "select nonsense;");
        assertThat(run().outcome()).isEqualTo(Outcome.FAILED);
        project.file(ONE, "create table one(id int);");
        assertApplied();
    }

    /** pgjdbc 4379: the statement after a BEGIN ATOMIC body. supabase cli 5020 and 5062: names that contain atomic. */
    @Test
    void pgjdbc4379AndSupabase5020AtomicBodiesAndNames() {
        project.file(
                ONE,
                "create table atomic_things(id int, atomic int);",
                "create function f(a int) returns int begin atomic",
                "  select case when a > 0 then 1 else (case a when 0 then 2 end) end;",
                "  select a + 1;",
                "end;",
                "create table after_it(id int);",
                "create or replace function nonatomic() returns int language sql as 'select 1';",
                "create function \"begin atomic\"() returns int return 1;",
                "insert into atomic_things(atomic) values (1);",
                "create rule r as on insert to after_it do also",
                "  (insert into atomic_things values (new.id); insert into atomic_things values (new.id));",
                "insert into after_it values (5);");
        assertApplied();
        assertThat(project.value("select app_a.f(41)")).isEqualTo("42");
        assertThat(project.value("select count(*) from app_a.atomic_things")).isEqualTo("3");
    }
}
