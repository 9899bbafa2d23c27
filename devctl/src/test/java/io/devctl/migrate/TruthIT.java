package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done beside devctl, the check never says "current" of a target that is not. */
@Timeout(120)
final class TruthIT {
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
        files(project);
        project.migrate();
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }

    private static void files(Project project) {
        project.file(ONE, "create table one(id int);")
                .file(TWO, "create table two(id int);")
                .file(THREE, "create table three(id int);");
    }

    /** Changes to tenant b's ledger after which migrations that are not in it must be pending. */
    static Map<String, List<String>> losses() {
        String ledger = "app_b.schema_migrations";
        String delete = "delete from " + ledger + " where migration_name like '%three.sql'";
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("row deleted", List.of(delete));
        all.put("all rows deleted", List.of("delete from " + ledger));
        all.put("truncated", List.of("truncate " + ledger));
        all.put("truncated with restart", List.of("truncate " + ledger + " restart identity cascade"));
        all.put("row renamed", List.of("update " + ledger + " set migration_name = 'x.sql' where id = 3"));
        all.put("ledger dropped", List.of("drop table " + ledger));
        all.put("schema dropped", List.of("drop schema app_b cascade"));
        all.put("schema renamed", List.of("alter schema app_b rename to app_gone"));
        all.put("schema recreated", List.of("drop schema app_b cascade", "create schema app_b"));
        all.put(
                "schema swapped",
                List.of(
                        "alter schema app_b rename to app_old",
                        "create schema app_b",
                        "create table app_b.schema_migrations (like app_old.schema_migrations including all)"));
        all.put("ledger renamed", List.of("alter table " + ledger + " rename to elsewhere"));
        all.put("ledger moved", List.of("alter table " + ledger + " set schema public"));
        all.put(
                "ledger replaced",
                List.of(
                        "alter table " + ledger + " rename to old_ledger",
                        "create table " + ledger + " as select * from app_b.old_ledger where id < 3"));
        all.put(
                "ledger replaced by a view",
                List.of(
                        "alter table " + ledger + " rename to old_ledger",
                        "create view " + ledger + " as select * from app_b.old_ledger where id < 3"));
        all.put("as a replica", List.of("set session_replication_role = replica", delete));
        all.put("truncated as a replica", List.of("set session_replication_role = replica", "truncate " + ledger));
        all.put("triggers disabled", List.of("alter table " + ledger + " disable trigger all", delete));
        all.put("user triggers disabled", List.of("alter table " + ledger + " disable trigger user", delete));
        all.put(
                "triggers disabled and enabled",
                List.of(
                        "alter table " + ledger + " disable trigger all",
                        delete,
                        "alter table " + ledger + " enable trigger all"));
        all.put(
                "triggers disabled and enabled as they were",
                List.of(
                        "alter table " + ledger + " disable trigger all",
                        delete,
                        "alter table " + ledger + " enable always trigger devctl_rows",
                        "alter table " + ledger + " enable always trigger devctl_truncate"));
        all.put("triggers dropped", List.of("drop trigger devctl_rows on " + ledger, delete));
        all.put(
                "triggers made again",
                List.of(
                        "drop trigger devctl_rows on " + ledger,
                        delete,
                        "create trigger devctl_rows after insert or update or delete on " + ledger
                                + " for each row execute function devctl.ledger_changed()",
                        "alter table " + ledger + " enable always trigger devctl_rows"));
        all.put(
                "trigger function replaced",
                List.of(
                        "create or replace function devctl.ledger_changed() returns trigger language plpgsql as"
                                + " 'begin return null; end'",
                        delete));
        all.put(
                "column's values rewritten",
                List.of("alter table " + ledger + " alter column migration_name type text using id::text"));
        all.put(
                "column replaced",
                List.of(
                        "alter table " + ledger + " drop column migration_name",
                        "alter table " + ledger + " add column migration_name varchar(255) default 'x.sql'"));
        all.put(
                "columns swapped",
                List.of(
                        "alter table " + ledger + " add column other varchar(255) default 'x.sql'",
                        "alter table " + ledger + " rename column migration_name to was",
                        "alter table " + ledger + " rename column other to migration_name"));
        all.put("devctl's schema dropped", List.of("drop schema devctl cascade", delete));
        all.put("devctl's row dropped", List.of("delete from devctl.targets", delete));
        all.put("devctl's table truncated", List.of("truncate devctl.targets cascade", delete));
        all.put(
                "in a transaction with a new row",
                List.of("begin", delete, "insert into " + ledger + "(migration_name) values ('y.sql')", "commit"));
        all.put(
                "through a temporary rule",
                List.of(
                        "create rule r as on insert to public.nothing do also " + delete,
                        "insert into public.nothing values (1)"));
        all.put(
                "through a foreign key",
                List.of(
                        "create table app_b.parent as select migration_name from " + ledger,
                        "alter table app_b.parent add primary key (migration_name)",
                        "alter table " + ledger
                                + " add foreign key (migration_name) references app_b.parent on delete cascade",
                        "delete from app_b.parent where migration_name like '%three.sql'"));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> aLedgerThatLostSomethingIsNeverCurrent() {
        return losses().entrySet().stream()
                .map(loss -> DynamicTest.dynamicTest(loss.getKey(), () -> {
                    Project fresh = new Project(folder, POSTGRES.freshDatabase());
                    fresh.sql("create table public.nothing(id int)");
                    fresh.migrate();
                    fresh.sql(loss.getValue().toArray(String[]::new));
                    assertThat(fresh.check("b").state()).isNotEqualTo(TargetState.CURRENT);
                    assertThat(fresh.check("a").state()).as("the neighbour").isEqualTo(TargetState.CURRENT);
                }));
    }

    @Test
    void aMigratedTableThatIsGoneIsDriftUntilItIsBack() {
        for (String loss : List.of(
                "drop table app_b.two",
                "alter table app_b.two rename to zwei",
                "alter table app_b.two set schema public",
                "set session_replication_role = replica; drop table app_b.two",
                "do $$ begin execute 'drop table app_b.two cascade'; end $$")) {
            Project fresh = new Project(folder, POSTGRES.freshDatabase());
            fresh.migrate();
            fresh.sql(loss);
            assertThat(fresh.check("b").state()).as(loss).isEqualTo(TargetState.DRIFTED);
            assertThat(fresh.check("b").reason()).as(loss).isEqualTo("a migrated table is gone: 'two'");
            assertThat(fresh.check("a").state()).as("the neighbour: " + loss).isEqualTo(TargetState.CURRENT);
            TargetResult refused = Project.result(fresh.migrate(), "b");
            assertThat(refused.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(refused.error()).isNotNull();
            fresh.sql("create table app_b.two(id int)");
            assertThat(fresh.check("b").state()).as("back again: " + loss).isEqualTo(TargetState.CURRENT);
        }
    }

    @Test
    void tablesThatNoMigrationMadeComeAndGo() {
        project.sql("create table app_b.import(id int)", "drop table app_b.import");
        assertThat(project.check("b").state()).isEqualTo(TargetState.CURRENT);
    }

    @Test
    void migrationsMayDropAndRenameTheirOwnTables() {
        project.file("20250101000004_four.sql", "drop table two;", "alter table three rename to drei;");
        project.migrate();
        assertThat(project.check("b").state()).isEqualTo(TargetState.CURRENT);
        project.sql("drop table app_b.drei");
        assertThat(project.check("b").reason()).isEqualTo("a migrated table is gone: 'drei'");
    }

    @Test
    void theRecordsCanBeDroppedWithoutHarmToTheRestOfTheDatabase() {
        project.sql("drop table devctl.tables", "create table app_b.more(id int)", "drop table app_b.more");
        project.sql("drop schema devctl cascade", "create table app_b.more(id int)", "drop table app_b.more");
        assertThat(project.check("b").state()).isEqualTo(TargetState.CURRENT);
        assertThat(project.migrate().count(Outcome.CURRENT)).isEqualTo(3);
    }

    @Test
    void aChangeThatIsRolledBackChangesNothing() {
        project.sql("begin", "delete from app_b.schema_migrations", "rollback");
        assertThat(project.check("b").state()).isEqualTo(TargetState.CURRENT);
    }

    @Test
    void aRowPutBackIsCurrentAgain() {
        project.sql(
                "delete from app_b.schema_migrations where id = 3",
                "insert into app_b.schema_migrations(migration_name) values ('" + THREE + "')");
        assertThat(project.check("b").state()).isEqualTo(TargetState.CURRENT);
    }

    @Test
    void filesThatChangeAreSeen() throws IOException {
        Map<String, Consumer<Project>> changes = new LinkedHashMap<>();
        changes.put("edited", p -> p.file(TWO, "create table two(id bigint);"));
        changes.put("removed", p -> p.remove(TWO));
        changes.put("added before", p -> p.file("20250101000000_zero.sql", "select 1;"));
        changes.put("added between", p -> p.file("20250101000002_a.sql", "select 1;"));
        changes.put("renamed", p -> p.remove(TWO).file("20250101000002_other.sql", "create table two(id int);"));
        for (Map.Entry<String, Consumer<Project>> change : changes.entrySet()) {
            change.getValue().accept(project);
            assertThat(project.check())
                    .as(change.getKey())
                    .extracting(TargetStatus::state)
                    .containsOnly(TargetState.DRIFTED);
            assertThat(project.migrate().count(Outcome.FAILED))
                    .as(change.getKey())
                    .isEqualTo(3);
            for (Path file : list()) {
                Files.delete(file);
            }
            files(project);
            assertThat(project.check())
                    .as("restored after " + change.getKey())
                    .extracting(TargetStatus::state)
                    .containsOnly(TargetState.CURRENT);
        }
        project.remove(THREE);
        assertThat(project.check("a").reason()).contains("no such file: '" + THREE + "'");
        project.file(THREE, "create table three(id int);").file("20250101000004_four.sql", "select 4;");
        assertThat(project.check("a").pending()).containsExactly("20250101000004_four.sql");
    }

    private List<Path> list() throws IOException {
        try (var files = Files.list(project.folder())) {
            return files.toList();
        }
    }

    /** sqlx 3794: a newline at the end of a file, line ends and comments are not drift. */
    @Test
    void whatCannotMatterIsNotDrift() throws IOException {
        Path file = project.folder().resolve(TWO);
        for (String text : List.of(
                "create table two(id int);",
                "create table two(id int);\n\n\n",
                "\uFEFFcreate table two(id int);\r\n",
                "create table two(id int);   \t\n",
                "-- why\ncreate table two(id int); -- because\n",
                "/* why */ create /* not */ table two(id int);\n")) {
            Files.writeString(file, text);
            assertThat(project.check("a").state()).as(text).isEqualTo(TargetState.CURRENT);
        }
        Files.writeString(file, "create table two(id int); select ' ';\n");
        assertThat(project.check("a").state()).isEqualTo(TargetState.DRIFTED);
    }

    @Test
    void anotherRunnersLedgerIsAdoptedWithoutTheEndingsAndThenWatched() {
        Project other = new Project(folder, POSTGRES.freshDatabase());
        other.tenants = List.of("a");
        other.sql(
                "create schema app_a",
                "create table app_a.schema_migrations (id serial primary key, migration_name varchar(255) unique not"
                        + " null, applied_at timestamptz default now())",
                "insert into app_a.schema_migrations(migration_name) values ('20250101000001_one'),"
                        + " ('20250101000002_two.sql')");
        assertThat(other.check("a").pending()).containsExactly(THREE);
        assertThat(other.check("a").applied()).isEqualTo(2);
        assertThat(other.migrate().targets().get(0).applied()).containsExactly(THREE);
        assertThat(other.check("a").state()).isEqualTo(TargetState.CURRENT);
        other.file(ONE, "create table one(id bigint);");
        assertThat(other.check("a").state()).isEqualTo(TargetState.DRIFTED);
        files(other);
        other.sql("insert into app_a.schema_migrations(migration_name) values ('20250101000009_by_hand.sql')");
        assertThat(other.check("a").state()).isEqualTo(TargetState.DRIFTED);
    }

    @Test
    void aLedgerWithOtherNamesIsUnderstood() {
        Project other = new Project(folder, POSTGRES.freshDatabase());
        other.tenants = List.of("a");
        other.ledger = new Ledger("sql_migrations", null, null);
        other.sql(
                "create schema app_a",
                "create table app_a.sql_migrations (name text primary key, at timestamptz default now())",
                "insert into app_a.sql_migrations(name) values ('" + ONE + "')");
        assertThat(other.check("a").pending()).containsExactly(TWO, THREE);
        assertThat(other.migrate().count(Outcome.APPLIED)).isEqualTo(1);
        assertThat(other.value("select count(name) from app_a.sql_migrations")).isEqualTo("3");
        assertThat(other.check("a").state()).isEqualTo(TargetState.CURRENT);
    }

    @Test
    void aLedgerNobodyUnderstandsIsUnknownAndLeftAlone() {
        Project other = new Project(folder, POSTGRES.freshDatabase());
        other.sql("create schema app_a", "create table app_a.schema_migrations (id int, x text, y text)");
        assertThat(other.check("a").state()).isEqualTo(TargetState.UNKNOWN);
        assertThat(other.check("b").state()).isEqualTo(TargetState.PENDING);
        assertThat(Project.result(other.migrate(), "a").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(other.check("b").state()).isEqualTo(TargetState.CURRENT);
    }

    @Test
    void aLostOrBrokenCacheChangesNothing() throws IOException {
        Path cache = folder.resolve("cache/files");
        Migrator cached = new Migrator(project.database, cache);
        List<TargetStatus> before = cached.check(project.targets());
        assertThat(cache).exists();
        assertThat(cached.check(project.targets())).isEqualTo(before);
        Files.writeString(cache, "devctl files 1\n1\t2\t3\tx");
        assertThat(cached.check(project.targets())).isEqualTo(before);
        Files.delete(cache);
        assertThat(cached.check(project.targets())).isEqualTo(before);
        // same size, and the time put back: the inode's own time gives it away
        Path file = project.folder().resolve(TWO);
        var time = Files.getLastModifiedTime(file);
        Files.writeString(file, "create table twO(id int);\n");
        Files.setLastModifiedTime(file, time);
        assertThat(cached.check(project.targets()).get(0).state()).isEqualTo(TargetState.DRIFTED);
    }

    /** hindsight 530: one schema is migrated and success is reported for all. */
    @Test
    void hindsight530EveryTargetIsReportedByItself() {
        project.tenants = List.of("a", "b", "c", "new");
        assertThat(project.check("new").state()).isEqualTo(TargetState.PENDING);
        assertThat(Project.result(project.migrate(), "new").outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(project.value("select to_regclass('app_new.three')")).isNotNull();
    }
}
