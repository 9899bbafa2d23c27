package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Event;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.testing.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several files in one message, and targets that are taken for what they were seen to be. */
@Timeout(120)
final class FewMessagesIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final MigrateOptions ONE = MigrateOptions.defaults().withJobs(1);

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void project() {
        project = new Project(folder, POSTGRES.freshDatabase());
        for (int i = 1; i <= 5; i++) {
            project.file("2025010100000" + i + "_t.sql", "create table t" + i + "(id int);");
        }
    }

    @Test
    void aMessageEndsWithTheFileThatFails() {
        project.sql("create schema app_b", "create table app_b.t3(id int)");
        MigrateReport report = project.migrate(ONE);
        MigrationError error =
                Objects.requireNonNull(Project.result(report, "b").error());
        assertThat(error.file()).endsWith("20250101000003_t.sql");
        assertThat(error.sqlstate()).isEqualTo("42P07");
        assertThat(Project.result(report, "b").applied())
                .containsExactly("20250101000001_t.sql", "20250101000002_t.sql");
        assertThat(project.value("select string_agg(migration_name, ' ' order by id) from app_b.schema_migrations"))
                .isEqualTo("20250101000001_t.sql 20250101000002_t.sql");
        assertThat(project.value("select to_regclass('app_b.t4')")).isNull();
        assertThat(project.check("b").state()).isEqualTo(TargetState.FAILED);
        assertThat(project.check("b").applied()).isEqualTo(2);
        assertThat(project.check("c").state()).isEqualTo(TargetState.CURRENT);

        project.sql("drop table app_b.t3");
        assertThat(Project.result(project.migrate(ONE), "b").applied()).hasSize(3);
        assertThat(project.value("select count(*) from devctl.targets where vouched = changes and digest is not null"))
                .isEqualTo("3");
    }

    @Test
    void whatSomebodyElseAppliedMeanwhileIsNotAppliedAgain() {
        project.migrate(ONE);
        project.file("20250101000006_more.sql", "create table more(id int);");
        MigrateReport report = project.migrator().migrate(project.targets(), ONE, event -> {
            if (event instanceof Event.MigrationsChecked) {
                project.sql(
                        "create table app_b.more(id int)",
                        "insert into app_b.schema_migrations(migration_name) values ('20250101000006_more.sql')");
            }
        });
        assertThat(Project.result(report, "a").outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(Project.result(report, "b").outcome()).isEqualTo(Outcome.CURRENT);
        assertThat(Project.result(report, "c").outcome()).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void aLedgerThatDoesNotTakeARowIsNotTakenForOneThatDid() {
        project.tenants = List.of("a");
        project.migrate(ONE);
        project.sql(
                "create function app_a.refuse() returns trigger language plpgsql as 'begin return null; end'",
                "create trigger refuse before insert on app_a.schema_migrations for each row"
                        + " execute function app_a.refuse()");
        project.file("20250101000006_more.sql", "create table more(id int);");
        project.migrate(ONE);
        assertThat(project.check("a").pending()).containsExactly("20250101000006_more.sql");
    }

    @Test
    void whatSomebodyElsesTriggerWritesIntoALedgerIsCounted() {
        project.tenants = List.of("a");
        project.migrate(ONE);
        project.sql(
                "create function app_a.undo() returns trigger language plpgsql as"
                        + " 'begin delete from app_a.schema_migrations where migration_name like ''%1_t.sql''; return null; end'",
                "create trigger undo after insert on app_a.schema_migrations for each row execute function app_a.undo()");
        project.file("20250101000006_more.sql", "create table more(id int);");
        project.migrate(ONE);
        assertThat(project.check("a").state()).isEqualTo(TargetState.DRIFTED);
        assertThat(project.check("a").applied()).isEqualTo(5);
    }

    @Test
    void aGrantOnALedgerChangesNothing() {
        project.migrate(ONE);
        project.sql("grant select on app_b.schema_migrations to public");
        MigrateReport report = project.migrate(ONE);
        assertThat(report.count(Outcome.CURRENT)).isEqualTo(3);
        assertThat(project.value("select count(*) from devctl.targets t, pg_class c where c.oid = t.ledger"
                        + " and c.ctid <> t.ledger_at"))
                .isEqualTo("1");
    }

    /** It is read in the same message, and not opened: what is written is its file, and the record of that. */
    @Test
    void theRecordOfATargetThatIsWhatItWasIsWrittenOnce() {
        project.migrate(ONE);
        project.sql(
                "create table public.written(how text)",
                "create function public.note() returns trigger language plpgsql as"
                        + " 'begin insert into public.written values (tg_op); return null; end'",
                "create trigger note after insert or update on devctl.targets"
                        + " for each statement execute function public.note()");
        project.file("20250101000006_more.sql", "create table more(id int);");
        assertThat(project.migrate(ONE).count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.value("select string_agg(how, ' ') from public.written"))
                .isEqualTo("UPDATE UPDATE UPDATE");
    }

    @Test
    void anotherIsolationIsTheFilesAndNotOurs() {
        project.sql("do $$ begin execute format('alter database %I set default_transaction_isolation = %L',"
                + " current_database(), 'repeatable read'); end $$");
        project.migrate(ONE);
        project.file(
                "20250101000006_more.sql",
                "create table more as select current_setting('transaction_isolation') as level;");
        assertThat(project.migrate(ONE).count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.value("select level from app_c.more")).isEqualTo("repeatable read");
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }
}
