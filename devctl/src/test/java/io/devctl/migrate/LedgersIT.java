package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.migrate.files.Format;
import io.devctl.model.EventSink;
import io.devctl.model.MigrateReport;
import io.devctl.model.Target;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers of other shapes and names, and the values of placeholders. */
@Timeout(60)
final class LedgersIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String ONE = "20250101000001_one.sql";
    private static final String TWO = "20250101000002_two.sql";

    @TempDir
    private Path root;

    private Project project;

    @BeforeEach
    void project() {
        project = new Project(root, POSTGRES.freshDatabase());
        project.tenants = List.of("a");
    }

    private void plainFiles() {
        project.file(ONE, "create table one(id int);").file(TWO, "create table two(id int);");
    }

    /** The table as diesel 2 makes it. */
    @Test
    void diesel() throws IOException {
        Files.createDirectories(project.folder().resolve("2025-01-01-000001_one"));
        Files.createDirectories(project.folder().resolve("2025-01-01-000002_two"));
        project.file("2025-01-01-000001_one/up.sql", "create table one(id int);")
                .file("2025-01-01-000001_one/down.sql", "drop table one;")
                .file(
                        "2025-01-01-000002_two/up.sql",
                        "create table two(id int);",
                        "create index concurrently two_id on two(id);")
                .file("2025-01-01-000002_two/down.sql", "drop index concurrently two_id;", "drop table two;")
                .file("2025-01-01-000002_two/metadata.toml", "run_in_transaction = false");
        project.sql(
                "create schema app_a",
                "create table app_a.__diesel_schema_migrations (version varchar(50) primary key not null,"
                        + " run_on timestamp not null default current_timestamp)",
                "create table app_a.one(id int)",
                "insert into app_a.__diesel_schema_migrations(version) values ('20250101000001')");
        assertThat(project.check("a").pending()).containsExactly("2025-01-01-000002_two/up.sql");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(1);
        assertThat(project.value("select max(version) from app_a.__diesel_schema_migrations"))
                .isEqualTo("20250101000002");
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
        new Rollback(project.migrator(), project.targets(), 2, null).run(MigrateOptions.defaults(), EventSink.none());
        assertThat(project.value("select count(*) from app_a.__diesel_schema_migrations"))
                .isEqualTo("0");
        assertThat(project.value("select to_regclass('app_a.one')")).isNull();
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(1);
        project.tenants = List.of("fresh");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(1);
        project.sql("delete from app_fresh.__diesel_schema_migrations where version = '20250101000002'");
        assertThat(project.check("fresh").pending()).containsExactly("2025-01-01-000002_two/up.sql");
    }

    @Test
    void plainFilesAreRecordedInDbmatesTableWhereThereIsOne() {
        plainFiles();
        project.sql(
                "create schema app_a",
                "create table app_a.schema_migrations (version varchar(128) primary key)",
                "insert into app_a.schema_migrations values ('20250101000001')");
        assertThat(project.check("a").pending()).containsExactly(TWO);
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(1);
        assertThat(project.value("select string_agg(version, ',' order by 1) from app_a.schema_migrations"))
                .isEqualTo("20250101000001,20250101000002");
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
        project.file("20250101000002_zwei.sql", "create table zwei(id int);");
        assertThat(project.check("a").state())
                .as("two files that the ledger cannot tell apart")
                .isEqualTo(TargetState.UNKNOWN);
    }

    @Test
    void dbmatesFilesAreRecordedByNameWhereTheTableHasNames() {
        project.file(ONE, "-- migrate:up", "create table one(id int);", "-- migrate:down", "drop table one;");
        project.sql(
                "create schema app_a",
                "create table app_a.schema_migrations (id serial primary key, migration_name varchar(255) unique not"
                        + " null, applied_at timestamptz default now())");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(1);
        assertThat(project.value("select migration_name from app_a.schema_migrations"))
                .isEqualTo(ONE);
    }

    @Test
    void aTableOfAnotherToolIsNeverWrittenTo() {
        plainFiles();
        project.sql(
                "create schema app_a",
                "create table app_a.schema_migrations (version bigint not null primary key, dirty boolean not null)",
                "insert into app_a.schema_migrations values (7, false)");
        assertThat(project.check("a").state()).isEqualTo(TargetState.UNKNOWN);
        assertThat(project.check("a").reason())
                .isEqualTo(
                        "app_a.schema_migrations is a table of golang-migrate, and the files are plain SQL: say whose"
                                + " they are under `format:`, or name another table under `ledger:`");
        assertThat(project.migrate().count(Outcome.FAILED)).isEqualTo(1);
        for (String ecto : List.of(
                "create table app_a.schema_migrations (version bigint primary key, inserted_at timestamp)",
                "create table app_a.schema_migrations (version text, statements text[], name text)")) {
            project.sql("drop table app_a.schema_migrations", ecto);
            assertThat(project.check("a").state()).as(ecto).isEqualTo(TargetState.UNKNOWN);
        }
    }

    @Test
    void oneFormInPlaceOfAnotherIsSeen() {
        plainFiles();
        project.migrate();
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
        project.sql(
                "drop table app_a.schema_migrations",
                "create table app_a.schema_migrations (version varchar primary key)",
                "insert into app_a.schema_migrations values ('20250101000001')");
        assertThat(project.check("a").pending()).containsExactly(TWO);
    }

    @Test
    void aLedgerThatLosesSomethingIsNeverCurrentWhateverItsForm() throws IOException {
        project.format = Format.GOLANG_MIGRATE;
        project.file("000001_one.up.sql", "create table one(id int);")
                .file("000002_two.up.sql", "create table two(id int);");
        for (String loss : List.of(
                "update app_a.schema_migrations set version = 1",
                "delete from app_a.schema_migrations",
                "truncate app_a.schema_migrations",
                "update app_a.schema_migrations set dirty = true",
                "alter table app_a.schema_migrations alter column dirty type boolean using true",
                "alter table app_a.schema_migrations drop column dirty, add column dirty boolean default true",
                "drop table app_a.schema_migrations",
                "insert into app_a.schema_migrations values (3, false)")) {
            project.sql("drop schema if exists app_a cascade", "drop schema if exists devctl cascade");
            project.migrate();
            assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
            project.sql(loss);
            assertThat(project.check("a").state()).as(loss).isNotEqualTo(TargetState.CURRENT);
        }
    }

    @Test
    void aFileThatCameLateForAOneRowLedgerIsOutOfOrderAndNotApplied() {
        project.file("000001_one.up.sql", "create table one(id int);")
                .file("000003_three.up.sql", "create table three(id int);");
        project.migrate();
        project.file("000002_two.up.sql", "create table two(id int);");
        assertThat(project.check("a").reason())
                .isEqualTo("out of order, sorts before the applied '000003_three.up.sql': '000002_two.up.sql'");
        project.sql("update app_a.schema_migrations set version = 3");
        assertThat(project.check("a").state()).isEqualTo(TargetState.DRIFTED);
    }

    @Test
    void aLedgerWithAnotherNameIsFoundWhereItIsUnambiguous() {
        plainFiles();
        project.sql(
                "create schema app_a",
                "create table app_a.django_migrations (id serial, app text, name text, applied timestamptz)",
                "create table app_a.pgmigrations (id serial, name text, run_on timestamp)",
                "insert into app_a.pgmigrations(name) values ('1700000000000_other')",
                "create table app_a.sql_migrations (id serial, filename text, applied_at timestamptz default now())",
                "insert into app_a.sql_migrations(filename) values ('20250101000001_one')");
        assertThat(project.check("a").pending()).containsExactly(TWO);
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(1);
        assertThat(project.value("select to_regclass('app_a.schema_migrations')"))
                .isNull();
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
        project.sql("delete from app_a.sql_migrations where filename like '%two%'");
        assertThat(project.check("a").pending()).containsExactly(TWO);
        project.sql(
                "drop schema devctl cascade",
                "create table app_a.old_migrations as select filename from app_a.sql_migrations");
        assertThat(project.check("a").reason())
                .isEqualTo("several tables of app_a may be the ledger: old_migrations, sql_migrations: name one under"
                        + " `ledger:`");
        project.ledger = new Ledger("sql_migrations", null, null);
        assertThat(project.check("a").pending()).containsExactly(TWO);
    }

    private List<MigrationTarget> legacyAndPlain(String legacySql) throws IOException {
        plainFiles();
        Files.createDirectories(root.resolve("legacy"));
        Files.writeString(root.resolve("legacy/20240101000001_old.sql"), legacySql);
        MigrationSet legacy = new MigrationSet(
                "app",
                "sql",
                List.of(root.resolve("legacy")),
                root,
                null,
                new Ledger("sql_migrations", null, null),
                Map.of(),
                project.limits,
                project.rules);
        List<MigrationTarget> all = new ArrayList<>();
        project.tenants.forEach(t -> all.add(new MigrationTarget(new Target("app", t, "app_" + t, "sql"), legacy)));
        all.addAll(project.targets());
        return all;
    }

    @Test
    void twoSetsOfOneServiceHaveALedgerEachAndRunInTheOrderGiven() throws IOException {
        project.tenants = List.of("a", "b", "c");
        List<MigrationTarget> all = legacyAndPlain("select pg_sleep(0.2); create table old(id int);");
        project.file(ONE, "alter table old add column one int;");
        MigrateReport report = project.migrator().migrate(all, MigrateOptions.defaults(), project.events::add);
        assertThat(report.count(Outcome.APPLIED)).isEqualTo(6);
        assertThat(project.value("select count(*) from app_a.sql_migrations")).isEqualTo("1");
        assertThat(project.migrator().check(all)).extracting(s -> s.state()).containsOnly(TargetState.CURRENT);
    }

    /** What the later set has made stands on what the earlier one made. */
    @Test
    void setsAreRolledBackTheLastOneFirst() throws IOException {
        project.tenants = List.of("a", "b");
        List<MigrationTarget> all = legacyAndPlain("create table old(id int);\n-- migrate:down\ndrop table old;\n");
        project.remove(TWO).file(ONE, "alter table old add one int;", "-- migrate:down", "alter table old drop one;");
        project.migrator().migrate(all, MigrateOptions.defaults(), project.events::add);
        project.sql("create view app_b.v as select one from app_b.old");
        Rollback down = new Rollback(project.migrator(), all, 1, null);
        assertThat(down.run(MigrateOptions.defaults(), EventSink.none()))
                .extracting(r -> r.target().tenant() + " " + r.outcome() + " "
                        + r.applied().size())
                .containsExactly("a APPLIED 1", "b SKIPPED 0", "a APPLIED 1", "b FAILED 0");
        assertThat(project.value("select to_regclass('app_a.old')")).isNull();
        assertThat(project.value("select to_regclass('app_b.old')")).isEqualTo("app_b.old");
        assertThat(project.migrator().check(all))
                .extracting(TargetStatus::state)
                .containsExactly(TargetState.PENDING, TargetState.CURRENT, TargetState.PENDING, TargetState.CURRENT);
    }

    @Test
    void aTargetWhoseEarlierSetFailedIsLeftOutOfTheLaterOne() throws IOException {
        project.tenants = List.of("a", "b");
        List<MigrationTarget> all =
                legacyAndPlain("do $$ begin if current_schema() = 'app_b' then raise 'not here'; end if; end $$;");
        MigrateReport report = project.migrator().migrate(all, MigrateOptions.defaults(), project.events::add);
        assertThat(report.targets())
                .extracting(r -> r.outcome())
                .containsExactly(Outcome.APPLIED, Outcome.FAILED, Outcome.APPLIED, Outcome.SKIPPED);
        assertThat(report.targets().get(3).reason()).isEqualTo(Migrator.EARLIER_SET);
        assertThat(project.value("select to_regclass('app_b.one')")).isNull();
    }

    /** Records of before there were forms are understood, and brought up to date at the next run. */
    @Test
    void recordsOfAnEarlierDevctlAreUpgraded() {
        plainFiles();
        project.migrate();
        project.sql(
                "alter table devctl.targets drop column form, drop column table_name",
                "alter table devctl.tables drop column migration",
                "update devctl.version set version = 2");
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
        assertThat(project.migrate().count(Outcome.CURRENT)).isEqualTo(1);
        assertThat(project.value("select form || (vouched = changes) from devctl.targets"))
                .isEqualTo("namestrue");
        project.file(ONE, "create table one(id bigint);");
        assertThat(project.check("a").state()).isEqualTo(TargetState.DRIFTED);
    }

    @Test
    void placeholdersTakeTheValuesOfEachTarget() {
        project.tenants = List.of("a", "b-c");
        project.variables = Map.of("owner", "it's {tenant}", "limit", "7");
        project.file(
                ONE,
                "create table \"data_{tenant}\"(id int default ${limit}, tags text[] default '{tenant}');",
                "comment on table \"data_{tenant}\" is 'of ${owner}, not of ${other}';",
                "create function f() returns text language sql as $$ select '${limit}${other}'::text $$;");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(2);
        assertThat(project.value("select obj_description('app_a.data_a'::regclass)"))
                .isEqualTo("of it's a, not of ${other}");
        assertThat(project.value("select obj_description('\"app_b-c\".\"data_b-c\"'::regclass)"))
                .isEqualTo("of it's b-c, not of ${other}");
        assertThat(project.value("insert into app_a.data_a default values returning id || tags[1]"))
                .isEqualTo("7tenant");
        assertThat(project.value("select app_a.f()")).isEqualTo("7${other}");
        assertThat(project.check()).extracting(s -> s.state()).containsOnly(TargetState.CURRENT);
        project.variables = Map.of("owner", "somebody else", "limit", "8");
        assertThat(project.check())
                .as("a value is no file")
                .extracting(s -> s.state())
                .containsOnly(TargetState.CURRENT);
    }

    @Test
    void aTenantThatNeedsQuotesIsNotPutWhereThereAreNone() {
        project.tenants = List.of("a b", "x");
        project.file(ONE, "select 1;", "create table data_{tenant}(id int);");
        var report = project.migrate();
        assertThat(Objects.requireNonNull(report.targets().get(0).error()).message())
                .isEqualTo("the tenant 'a b' cannot stand here without quotes: '{tenant}'"
                        + " (migrations/20250101000001_one.sql:2:19)");
        project.tenants = List.of("x");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(1);
        assertThat(project.value("select to_regclass('app_x.data_x')")).isEqualTo("app_x.data_x");
    }

    @Test
    void anErrorBehindAValueIsShownAtItsPlace() {
        project.variables = Map.of("long", "'a value that is longer than its name'");
        project.file(ONE, "select ${long}, ${long}, nowhere;");
        var error = Objects.requireNonNull(project.migrate().targets().get(0).error());
        assertThat(error.line()).isEqualTo(1);
        assertThat(error.column()).isEqualTo(26);
    }
}
