package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.devctl.migrate.Trial.Kind;
import io.devctl.migrate.Trial.Trouble;
import io.devctl.model.EventSink;
import io.devctl.model.TargetState;
import io.devctl.testing.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What comes to light when migrations are tried: up, again, down and up. */
@Timeout(120)
final class TrialIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void project() {
        project = new Project(folder, POSTGRES.freshDatabase());
        project.file("20250101000001_base.sql", "create table base(id int, name text not null);");
        project.migrate();
    }

    private List<Trouble> trial(boolean repeatable) {
        return new Trial(project.migrator(), target -> repeatable).run(project.targets(), EventSink.none());
    }

    private void finds(String what) {
        assertThat(trial(false)).extracting(t -> t.error().message()).as(what).containsExactly(what);
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
    }

    @Test
    void aDownPartThatTakesAllBackIsFine() {
        project.file(
                "20250101000002_all.sql",
                "create type mood as enum ('a');",
                "create table t(id serial primary key, m mood, b int references t);",
                "create index on t(m);",
                "create view v as select * from t;",
                "create function f() returns int language sql as 'select 1';",
                "grant select on base to public;",
                "alter table base alter name drop not null, add c int default 3;",
                "comment on table base is 'x';",
                "create schema if not exists aside;",
                "create table aside.x(id int);",
                "-- migrate:down",
                "drop table aside.x;",
                "drop schema aside;",
                "comment on table base is null;",
                "alter table base alter name set not null, drop c;",
                "revoke select on base from public;",
                "drop function f();",
                "drop view v;",
                "drop table t;",
                "drop type mood;");
        project.tenants = List.of("a");
        assertThat(trial(false)).isEmpty();
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
        assertThat(project.value("select to_regclass('app_a.t')"))
                .as("up, down, and up")
                .isEqualTo("app_a.t");
    }

    @Test
    void aColumnThatComesBackAtTheEndIsBack() {
        project.file(
                "20250101000002_drop.sql",
                "alter table base drop column id;",
                "-- migrate:down",
                "alter table base add column id int;");
        assertThat(trial(false)).isEmpty();
    }

    @Test
    void whatTheDownPartLeavesIsNamed() {
        project.file(
                "20250101000002_type.sql",
                "do $$ begin create type mood as enum ('a'); exception when duplicate_object then null; end $$;",
                "create table t(m mood);",
                "create table if not exists public.aside(id int);",
                "-- migrate:down",
                "drop table t;");
        finds("leaves behind type 'mood', table 'public.aside'");
    }

    @Test
    void whatTheDownPartDoesNotBringBackIsNamed() {
        project.file(
                "20250101000002_drop.sql",
                "alter table base drop column if exists name;",
                "alter table base alter id set default 7;",
                "-- migrate:down",
                "select 1;");
        finds("does not bring back column 'base.name'; brings back otherwise column 'base.id'");
    }

    @Test
    void aDownPartThatFailsIsToldOnceForEachTenantAndTheRestIsTriedAllTheSame() {
        project.file("20250101000002_a.sql", "create table two(id int);", "-- migrate:down", "drop table tow;")
                .file("20250101000003_b.sql", "create tabel x();")
                .file("20250101000004_c.sql", "create table never(id int);");
        assertThat(trial(false))
                .extracting(
                        Trouble::kind,
                        t -> t.error().file(),
                        t -> t.error().line(),
                        t -> t.target().tenant())
                .containsExactly(
                        tuple(Kind.DOWN_FAILS, "migrations/20250101000002_a.sql", 3, "a"),
                        tuple(Kind.FAILS, "migrations/20250101000003_b.sql", 1, "a"));
        assertThat(project.value("select to_regclass('app_a.never')")).isNull();
    }

    @Test
    void aTenantWhoseRowsAreInTheWayOfADownPartIsNamed() {
        project.sql("insert into app_b.base values (null, 'x')");
        project.file(
                "20250101000002_a.sql",
                "alter table base add c int;",
                "-- migrate:down",
                "alter table base drop c, alter id set not null;");
        assertThat(trial(false))
                .extracting(Trouble::kind, t -> t.target().tenant())
                .containsExactly(tuple(Kind.DOWN_FAILS, "b"), tuple(Kind.LEFT_BEHIND, "a"));
    }

    @Test
    void aMigrationThatCannotBeAppliedBehindItsDownPartIsNamed() {
        project.tenants = List.of("a");
        project.file(
                "20250101000002_a.sql",
                "create table t(); create type mood as enum ();",
                "-- migrate:down",
                "drop table t;");
        assertThat(trial(false)).extracting(Trouble::kind).containsExactly(Kind.LEFT_BEHIND, Kind.FAILS_AFTER_DOWN);
    }

    @Test
    void whatRunsTwiceButDoesItsWorkTwiceIsNamed() {
        project.file("20250101000002_a.sql", "create index on base(id);");
        assertThat(trial(true))
                .extracting(Trouble::kind, t -> t.error().message())
                .containsExactly(tuple(Kind.NOT_REPEATABLE, "makes index 'base.base_id_idx1'"));
    }

    @Test
    void whatCanBeRunTwiceIsFineEachFileByItself() {
        project.file("20250101000002_a.sql", "create table if not exists t(id int);")
                .file("20250101000003_b.sql", "create index if not exists i on t(id);")
                .file("20250101000004_c.sql", "drop table if exists t;", "-- migrate:down", "create table t(id int);");
        assertThat(trial(true)).extracting(t -> t.error().message()).containsExactly("does not bring back index 't.i'");
    }
}
