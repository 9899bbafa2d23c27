package io.devctl.migrate.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each rule finds in one file, and what it must leave alone. */
class RulesTest {
    @TempDir
    Path root;

    private int files;

    private List<String> rules(String sql) {
        return in(new Folder(root), sql);
    }

    private List<String> in(Folder folder, String... sql) {
        String name = "m" + ++files;
        for (int i = 0; i < sql.length; i++) {
            folder.write(name + "/2025010100000" + i + "_x.sql", sql[i]);
        }
        return folder.rules(null, name);
    }

    private void clean(String... statements) {
        for (String sql : statements) {
            assertThat(rules(sql)).as(sql).isEmpty();
        }
    }

    private void found(String rule, String... statements) {
        for (String sql : statements) {
            assertThat(rules(sql)).as(sql).containsExactly(rule + ":1");
        }
    }

    @Test
    void leavesOrdinaryFilesAlone() throws IOException {
        assertThat(in(new Folder(root).perTenant(), Files.readString(Path.of("src/test/resources/check/awkward.sql"))))
                .isEmpty();
    }

    @Test
    void findsDrops() {
        found(
                "drop-table",
                "drop table users;",
                "DROP TABLE IF EXISTS \"Users\" CASCADE;",
                "drop /* ; */ table app.users -- gone\n;",
                "drop foreign table users;");
        assertThat(rules("drop table a, b;")).containsExactly("drop-table:1", "drop-table:1");
        found("drop-column", "alter table t drop c;", "alter table only app.t drop column if exists \"C\" cascade;");
        found("drop-schema", "drop schema if exists old cascade;", "drop database x;");
        found("drop-cascade", "drop type mood cascade;", "drop extension if exists hstore cascade;");
        found("truncate", "truncate t;", "truncate table only t restart identity cascade;");
        clean(
                "alter table t drop constraint c;",
                "alter table t alter column c drop default;",
                "alter table t alter c drop not null;",
                "drop type mood;",
                "drop index i;",
                "drop view v;",
                "drop function f(int) cascade;",
                "select 'drop table users';",
                "comment on table t is 'drop table t; drop column c';",
                "create table t (c int); alter table t drop column c; drop table t;",
                "create temp table t as select 1; truncate t; drop table t;",
                "do $$ begin execute 'drop table t'; end $$;",
                "create function f() returns void language sql as $f$ delete from t; truncate t; drop table t $f$;");
    }

    @Test
    void findsRenames() {
        found("rename-column", "alter table t rename a to b;", "alter table t rename column \"a\" to b;");
        found(
                "rename-table",
                "alter table t rename to u;",
                "alter table if exists t set schema old;",
                "alter view v rename to w;",
                "alter materialized view v rename to w;");
        found("rename-column", "alter view v rename column a to b;");
        clean(
                "alter table t rename constraint a to b;",
                "alter index i rename to j;",
                "alter function f() rename to g;",
                "create table t_new (id int); alter table t_new rename id to key; alter table t_new rename to t_next;"
                        + " create index on t_next (key);");
    }

    @Test
    void findsChangesOfTypes() {
        found(
                "change-type",
                "alter table t alter column c type bigint;",
                "alter table t alter c set data type text using c::text;");
        String before = "create table t (id int, v varchar(50), n numeric(10,2), w character varying (5), a text[]);";
        assertThat(in(
                        new Folder(root),
                        before,
                        "alter table t alter column v type varchar(100), alter v type text, alter w type varchar;",
                        "alter table app.t alter column n type numeric(12, 2);",
                        "alter table t alter n type numeric"))
                .isEmpty();
        for (String bad : List.of(
                "alter column v type varchar(20)",
                "alter n type numeric(12,3)",
                "alter id type bigint",
                "alter v type text using lower(v)",
                "alter a type varchar[]")) {
            assertThat(in(new Folder(root), before, "alter table t " + bad + ";"))
                    .as(bad)
                    .containsExactly("change-type:1");
        }
    }

    @Test
    void findsColumnsThatAreNotNull() {
        found(
                "add-not-null",
                "alter table t add c int not null;",
                "alter table t add column if not exists c int not null;");
        found("set-not-null", "alter table t alter c set not null;", "alter table t add constraint n not null c;");
        clean(
                "alter table t add c int not null default 0;",
                "alter table t add c int;",
                "alter table t add constraint n not null c not valid;");
        assertThat(in(
                        new Folder(root),
                        "alter table t add constraint c_set check (c is not null) not valid;",
                        "alter table t validate constraint c_set;",
                        "alter table t alter column c set not null; alter table t drop constraint c_set;"))
                .isEmpty();
        assertThat(in(
                        new Folder(root),
                        "alter table t add constraint c_set check ((c) is not null) not valid;",
                        "alter table t alter column c set not null;"))
                .as("never validated")
                .containsExactly("set-not-null:1");
        assertThat(in(
                        new Folder(root),
                        "alter table t add constraint c_set check (c is not null) not valid;",
                        "alter table t validate constraint c_set;",
                        "alter table t alter column d set not null;"))
                .as("another column")
                .containsExactly("set-not-null:1");
    }

    @Test
    void findsDefaultsThatDifferFromRowToRow() {
        found(
                "volatile-default",
                "alter table t add c uuid default gen_random_uuid();",
                "alter table t add c float default (1 + random()) not null;",
                "alter table t add c timestamptz default pg_catalog.clock_timestamp();",
                "alter table t add c bigserial;",
                "alter table t add c int generated by default as identity;",
                "alter table t add c int generated always as (a + 1) stored;");
        clean(
                "alter table t add c timestamptz not null default now();",
                "alter table t add c jsonb default '{}'::jsonb, add d int[] default array[1, 2];",
                "alter table t add c text default 'random()';",
                "alter table t add c numeric(10,2) default 0::numeric(10,2);",
                "alter table t alter c set default gen_random_uuid();",
                "alter table t add random text, add \"nextval\" int default 1;",
                "alter table t add c int generated always as (a + 1) virtual;");
    }

    @Test
    void findsConstraintsThatReadAllRows() {
        found(
                "constraint-without-not-valid",
                "alter table t add constraint f foreign key (a) references u (id);",
                "alter table t add foreign key (a) references u;",
                "alter table t add check (a > 0);",
                "alter table t add c int check (c > 0);",
                "alter table t add c int default 1 references u;");
        clean(
                "alter table t add constraint f foreign key (a) references u (id) on delete cascade not valid;",
                "alter table t add constraint f check (a > 0) no inherit not valid;",
                "alter table t add constraint f check (a > 0) not enforced;",
                "alter table t add c int references u;",
                "create table t (a int references u); alter table t add check (a > 0);",
                "alter table t validate constraint f;");
        assertThat(
                        rules(
                                "alter table t add constraint f check (a > 0) not valid;\nalter table t validate constraint f;"))
                .containsExactly("constraint-without-not-valid:2");
        clean("-- devctl: transaction off\nalter table t add constraint f check (a > 0) not valid;\n"
                + "alter table t validate constraint f;");
    }

    @Test
    void findsIndexesThatAreBuiltInPlace() {
        found(
                "unique-in-place",
                "alter table t add constraint u unique (a, b);",
                "alter table t add primary key (id);",
                "alter table t add c int unique;",
                "alter table t add exclude using gist (a with =);",
                "alter table t add unique (a) using index tablespace fast;");
        clean(
                "alter table t add constraint u unique using index u_idx;",
                "alter table t add constraint p primary key using index p_idx, add c int;");
        found(
                "index-without-concurrently",
                "create index i on t (a);",
                "create unique index if not exists \"I\" on only_t using gin (a) where a is not null;",
                "create index on app.t ((lower(a)));");
        clean(
                "create index concurrently i on t (a);",
                "create unique index concurrently if not exists i on t (a);",
                "create index i on only t (a);",
                "create table app.t (a int); create index on app.t (a); create index on t (a);",
                "create table if not exists \"T\" (a int); create unique index on \"T\" (a);",
                "create materialized view v as select 1 a; create unique index on v (a);",
                "select 1 as a into t; create index on t (a);",
                "create table t partition of p default; create index on t (a);",
                "create unlogged table t (a int); create index on t (a);");
        assertThat(rules("create table \"T\" (a int);\ncreate index on t (a);"))
                .as("another table: quoted names keep their case")
                .containsExactly("index-without-concurrently:2");
    }

    @Test
    void findsWhatCannotBeInTheFilesTransaction() {
        assertThat(rules("begin;\nselect 1;\ncreate index concurrently i on t (a);\ncommit;\n"
                        + "create index concurrently j on t (a);"))
                .containsExactly("concurrently-in-transaction:3");
        assertThat(rules("start transaction;\nvacuum t;")).containsExactly("concurrently-in-transaction:2");
        clean("create index concurrently i on t (a);\nbegin; select 1; commit;");
    }

    @Test
    void findsWhatKeepsOthersWaiting() {
        found("vacuum-full", "vacuum full t;", "vacuum (verbose, full) t;", "vacuum (full true);");
        clean("vacuum t;", "vacuum (analyze, full false) t;", "vacuum (freeze) \"full\";");
        found("cluster", "cluster t using i;", "cluster;", "cluster verbose t;");
        found("lock-table", "lock t;", "lock table t in exclusive mode nowait;", "lock table only t, u in share mode;");
        clean("lock table t in row exclusive mode;", "create table t (a int); lock t;");
        found("reindex", "reindex table t;", "reindex (verbose) index i;");
        clean(
                "reindex table concurrently t;",
                "reindex (concurrently) table t;",
                "reindex (verbose, concurrently) index i;");
        found("refresh-view", "refresh materialized view v;", "refresh materialized view app.v with no data;");
        clean(
                "refresh materialized view concurrently v;",
                "create materialized view v as select 1; refresh materialized view v;");
        found(
                "rewrite-table",
                "alter table t set unlogged;",
                "alter table t set tablespace x;",
                "alter table t set access method heap;");
        clean("alter table t set (fillfactor = 70);", "alter table t set without cluster;");
    }

    @Test
    void findsChangesOfAllRows() {
        found(
                "update-without-where",
                "update t set a = 1;",
                "update only app.t as x set a = (select max(b) from u where u.id = x.id);",
                "with x as (update t set a = 1 returning *) select * from x where a = 1;",
                "with x as (select 1 where true) update t set a = 1;");
        found(
                "delete-without-where",
                "delete from t;",
                "with d as (delete from t returning *) insert into u select * from d;");
        clean(
                "update t set a = 1 where true;",
                "delete from t using u where t.id = u.id;",
                "insert into t values (1) on conflict (id) do update set a = 1;",
                "with x as (delete from t where a returning *) insert into u select * from x;",
                "create table t (a int); update t set a = 1; delete from t;",
                "select * from t for update;",
                "create rule r as on delete to t do instead update t set gone = true where id = old.id;",
                "create trigger g after update or delete on t for each row execute function f();",
                "grant update, delete on t to u;",
                "create table c (a int references t on delete cascade on update cascade);",
                "create policy p on t for update using (true);",
                "explain select 1 -- update t set a = 1");
    }

    @Test
    void findsMixedChanges() {
        assertThat(rules("alter table t add c int;\nupdate t set c = 1 where c is null;"))
                .containsExactly("mixed-changes:2");
        assertThat(rules("alter table t add c int;\ninsert into u values (1);\n"))
                .containsExactly("mixed-changes:2");
        assertThat(rules("alter table t add c int;\ncopy t from stdin;\n1\n\\.\n"))
                .containsExactly("mixed-changes:2");
        clean(
                "create table s (a int); insert into s values (1);",
                "insert into u values (1); alter table t add c int;",
                "alter table t add c int; create table s (a int); insert into s select 1 from t;",
                "alter table t add c int; commit; update t set c = 1 where c is null;",
                "-- devctl: transaction off\nalter table t add c int;\nupdate t set c = 1 where c is null;",
                "create table s (a int references t); insert into u values (1);",
                "comment on column t.c is 'x'; update t set c = 1 where c is null;");
    }

    @Test
    void findsEnumValuesThatAreUsedAtOnce() {
        assertThat(rules("alter type mood add value if not exists 'ok' after 'sad';\n"
                        + "update t set m = 'ok' where m is null;"))
                .containsExactly("enum-value-used:2");
        clean(
                "alter type mood add value 'ok'; comment on type mood is 'not ok';",
                "create type mood as enum ('sad'); alter type mood add value 'ok'; create table t (m mood default 'ok');");
    }

    @Test
    void findsOtherTenantsAndOtherPaths() {
        for (String bad : List.of(
                "insert into auth_default.users values (1);",
                "create table x (a int references \"auth_toshiba\".users);",
                "create function f() returns int language plpgsql as $$ begin return (select 1 from auth_default.t); end $$;",
                "do $$ begin perform 1 from auth_default.t; end $$;",
                "create schema auth_default;",
                "grant usage on schema auth_toshiba to app;")) {
            assertThat(in(new Folder(root).perTenant(), bad)).as(bad).containsExactly("other-tenant:1");
        }
        for (String bad : List.of(
                "set search_path to public;",
                "set local search_path = shared, public;",
                "select pg_catalog.set_config('search_path', '', false);")) {
            assertThat(in(new Folder(root).perTenant(), bad)).as(bad).containsExactly("search-path:1");
        }
        assertThat(in(new Folder(root).perTenant(), "set search_path to auth_default, public;"))
                .containsExactly("search-path:1", "other-tenant:1");
        for (String good : List.of(
                "insert into shared.log select 1 from public.x, auth_log.y;",
                "select 'auth_default.users', $$auth_default.users$$; -- auth_default.users",
                "create function f() returns void language sql set search_path = pg_catalog as 'select 1';",
                "select x.auth_default.y from x;",
                "create function f() returns void language plpython3u as $$ auth_default.users $$;",
                "alter role app set search_path = shared;",
                "set statement_timeout = '1min'; set role app;")) {
            assertThat(in(new Folder(root).perTenant(), good)).as(good).isEmpty();
        }
        clean("insert into auth_default.users values (1);", "set search_path to shared;");
        assertThat(in(new Folder(root).perTenant().tenantsAreQueried(), "select 1 from auth_x.t, auth_log.t;"))
                .containsExactly("other-tenant:1");
    }

    @Test
    void findsWhatCannotBeRepeated() {
        for (String bad : List.of(
                "create table t (a int);",
                "create index concurrently i on t (a);",
                "create extension hstore;",
                "create materialized view v as select 1;",
                "create view v as select 1;",
                "create function f() returns int language sql as 'select 1';",
                "create type mood as enum ('a');",
                "create policy p on t using (true);",
                "drop view v;",
                "alter table t add c int;",
                "alter table t drop constraint c;",
                "alter table t add constraint c check (a > 0) not valid;",
                "alter type mood add value 'ok';",
                "insert into t values (1);")) {
            assertThat(in(new Folder(root).idempotent(), bad)).as(bad).containsExactly("not-idempotent:1");
        }
        for (String good : List.of(
                "create table if not exists t (a int); create index if not exists i on t (a);",
                "create index concurrently if not exists i on t (a);",
                "create or replace view v as select 1; create or replace function f() returns int language sql as 'select 1';",
                "create unique index if not exists i on only t (a);",
                "create or replace trigger g before insert on t for each row execute function f();",
                "drop trigger if exists g on t; create trigger g before insert on t for each row execute function f();",
                "drop policy if exists \"P q\" on t; create policy \"P q\" on t using (true);",
                "drop type if exists a, mood; create type mood as enum ('a');",
                "alter table t add column if not exists c int, drop constraint if exists d;",
                "alter table t drop constraint if exists c, add constraint c check (a > 0) not valid;",
                "alter table t drop constraint if exists c; alter table t add constraint c check (a > 0) not valid;",
                "alter type mood add value if not exists 'ok';",
                "insert into t values (1) on conflict do nothing;",
                "insert into t select 1 where not exists (select from t);",
                "do $$ begin create type mood as enum ('a'); exception when duplicate_object then null; end $$;",
                "create materialized view if not exists v as select 1;",
                "comment on table t is 'x'; grant select on t to app; alter table t alter c set default 1;")) {
            assertThat(in(new Folder(root).idempotent(), good)).as(good).isEmpty();
        }
    }
}
