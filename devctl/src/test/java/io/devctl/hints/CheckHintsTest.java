package io.devctl.hints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.devctl.cli.Cli;
import io.devctl.testing.Run;
import io.devctl.testing.Trees;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every hint about migration files: with the files as it says, {@code dev migrate check} finds nothing. */
@SuppressWarnings("StringConcatToTextBlock")
class CheckHintsTest {
    private static final String FILE = "20250101000001_x.sql";
    private static final String LATER = "20250101000002_y.sql";
    private static final String IDEMPOTENT = ", idempotent: true";
    private static final String PER_TENANT = ", schema: 'app_{tenant}'";
    private static final String ALEMBIC = ", engine: alembic, schema: app";

    @TempDir
    Path folder;

    private final AtomicInteger rows = new AtomicInteger();

    /** A folder of migrations before and after. */
    private record Row(
            Hint hint, String keys, Map<String, String> before, Map<String, String> after, String keysAfter) {
        Row under(String more) {
            return new Row(hint, more, before, after, more);
        }

        /** What is written into services.yaml on reading the hint. */
        Row then(String more) {
            return new Row(hint, keys, before, after, more);
        }
    }

    private static Row sql(Hint hint, String before, String after) {
        return new Row(hint, "", Map.of(FILE, before), Map.of(FILE, after), "");
    }

    private static Row later(Hint hint, String before, String first, String second) {
        return new Row(hint, "", Map.of(FILE, before), Map.of(FILE, first, LATER, second), "");
    }

    private static Row files(Hint hint, Map<String, String> before, Map<String, String> after) {
        return new Row(hint, "", before, after, "");
    }

    private Stream<DynamicTest> all(Row... all) {
        return Stream.of(all).map(row -> dynamicTest(row.hint().toString(), () -> check(row)));
    }

    private void check(Row row) throws Exception {
        Cli cli = new Cli(Files.createDirectories(folder.resolve("row" + rows.incrementAndGet())));
        write(cli, row.keys(), row.before());
        Run before = cli.dev("migrate", "check", "--json");
        for (String met : hints(before)) {
            if (new HintPattern(row.hint().toString()).holes(met).isPresent()) {
                row.hint().follow(met, hint -> {
                    Trees.delete(cli.root().resolve("m"));
                    write(cli, row.keysAfter(), row.after());
                    Run after = cli.dev("migrate", "check", "--json");
                    assertThat(after.json().getAsJsonArray("problems"))
                            .as("on '%s': %s", met, after)
                            .isEmpty();
                    assertThat(after.exitCode()).isZero();
                });
                return;
            }
        }
        throw new AssertionError("expected '" + row.hint() + "' in " + before);
    }

    private static List<String> hints(Run run) {
        List<String> hints = new ArrayList<>();
        JsonArray problems = run.json().getAsJsonArray("problems");
        if (problems == null) {
            JsonElement error = run.json().getAsJsonObject("error").get("hint");
            return error.isJsonNull() ? List.of() : List.of(error.getAsString());
        }
        problems.forEach(problem -> {
            JsonElement hint = problem.getAsJsonObject().get("hint");
            if (!hint.isJsonNull()) {
                hints.add(hint.getAsString());
            }
        });
        return hints;
    }

    private static void write(Cli cli, String keys, Map<String, String> files) throws Exception {
        cli.write(
                "services.yaml",
                "tenants: [one]\nservices:\n  app: {migrations: {"
                        + (keys.contains("paths:") ? keys.substring(2) : "paths: [m]" + keys) + "}}\n");
        Files.createDirectories(cli.root().resolve("m"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            byte[] bytes = file.getValue()
                    .getBytes(file.getValue().contains("latin") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
            Path path = cli.root().resolve("m").resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, bytes);
        }
    }

    private static String allowed(String rule, String sql) {
        return "-- devctl: allow " + rule + " because nothing since 4.1 uses it\n" + sql;
    }

    @TestFactory
    Stream<DynamicTest> whatLosesRows() {
        return all(
                sql(
                        Hint.of("drop it one release after the last code that uses it, and say so: -- devctl: allow"
                                + " drop-table because …"),
                        "drop table t;",
                        allowed("drop-table", "drop table t;")),
                sql(
                        Hint.of("drop it one release after the last code that uses it, and say so: -- devctl: allow"
                                + " drop-column because …"),
                        "alter table t drop column c;",
                        allowed("drop-column", "alter table t drop column c;")),
                sql(
                        Hint.of("drop what is meant, by name"),
                        "drop schema s cascade;",
                        allowed("drop-table", "drop table s.t;")),
                sql(Hint.of("drop the columns by name first"), "drop type mood cascade;", "drop type mood;"),
                sql(Hint.of("DELETE what is meant, in batches"), "truncate t;", "delete from t where id < 1000;"),
                sql(
                        Hint.of("say which rows; WHERE true when all are meant"),
                        "delete from t;",
                        "delete from t where true;"),
                sql(
                        Hint.of("say which rows, in batches; WHERE true when all are meant"),
                        "update t set a = 1;",
                        "update t set a = 1 where id < 1000;"));
    }

    @TestFactory
    Stream<DynamicTest> whatBreaksRunningCode() {
        return all(
                sql(
                        Hint.of("add the new column, write both, fill it, read the new one, drop the old one later"),
                        "alter table t rename a to b;",
                        "alter table t add column b text;"),
                sql(
                        Hint.of("add a column of the new type, fill it in batches, swap the names later"),
                        "alter table t alter c type bigint;",
                        "alter table t add column c_new bigint;"),
                sql(
                        Hint.of("give it a default, or add it without NOT NULL and fill it first"),
                        "alter table t add column c int not null;",
                        "alter table t add column c int not null default 0;"),
                sql(
                        Hint.of("give it a default, or add it without NOT NULL and fill it first"),
                        "alter table t add column c int not null;",
                        "alter table t add column c int;"),
                sql(
                                Hint.of("leave the schema out: devctl sets search_path to the tenant's own"),
                                "create table app_one.t (id int);",
                                "create table t (id int);")
                        .under(PER_TENANT),
                sql(
                                Hint.of("take it out"),
                                "set search_path = x;\ncreate table t (id int);",
                                "create table t (id int);")
                        .under(PER_TENANT));
    }

    @TestFactory
    Stream<DynamicTest> whatLocks() {
        return all(
                later(
                        Hint.of("ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID (18: NOT NULL … NOT VALID), VALIDATE"
                                + " it in a later migration, then SET NOT NULL"),
                        "alter table t alter c set not null;",
                        "alter table t add constraint k check (c is not null) not valid;",
                        "alter table t validate constraint k;\nalter table t alter c set not null;"),
                later(
                        Hint.of("add it without the default, SET DEFAULT, then fill old rows in batches"),
                        "alter table t add column c uuid default gen_random_uuid();",
                        "alter table t add column c uuid;\nalter table t alter c set default gen_random_uuid();",
                        "update t set c = gen_random_uuid() where id < 1000;"),
                later(
                        Hint.of("add it NOT VALID, and VALIDATE CONSTRAINT in a later migration"),
                        "alter table t add constraint k foreign key (u) references users;",
                        "alter table t add constraint k foreign key (u) references users not valid;",
                        "alter table t validate constraint k;"),
                later(
                        Hint.of("put VALIDATE CONSTRAINT into a later migration"),
                        "alter table t add constraint k check (c > 0) not valid;\nalter table t validate constraint k;",
                        "alter table t add constraint k check (c > 0) not valid;",
                        "alter table t validate constraint k;"),
                sql(
                        Hint.of("CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX"),
                        "alter table t add constraint k unique (c);",
                        "create unique index concurrently k on t (c);\n"
                                + "alter table t add constraint k unique using index k;"),
                sql(
                        Hint.of("CREATE INDEX CONCURRENTLY; devctl runs it outside a transaction by itself"),
                        "create index i on t (c);",
                        "create index concurrently i on t (c);"),
                sql(
                        Hint.of("take BEGIN and COMMIT out"),
                        "begin;\ncreate index concurrently i on t (c);\ncommit;",
                        "create index concurrently i on t (c);"),
                sql(
                        Hint.of("REINDEX … CONCURRENTLY (since Postgres 12)"),
                        "reindex table t;",
                        "reindex table concurrently t;"),
                sql(
                        Hint.of("REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index"),
                        "refresh materialized view v;",
                        "refresh materialized view concurrently v;"),
                sql(Hint.of("VACUUM without FULL, or pg_repack"), "vacuum full t;", "vacuum t;"),
                sql(
                        Hint.of("leave the lock to the statement that needs it"),
                        "lock table t in exclusive mode;\nalter table t add column c int;",
                        "alter table t add column c int;"),
                later(
                        Hint.of("put the rows into a migration of their own"),
                        "alter table t add column c int;\nupdate t set c = 1 where id < 1000;",
                        "alter table t add column c int;",
                        "update t set c = 1 where id < 1000;"),
                later(
                        Hint.of("use the value in a later migration"),
                        "alter type mood add value 'ok';\ncreate table s (m mood default 'ok');",
                        "alter type mood add value 'ok';",
                        "create table s (m mood default 'ok');"),
                sql(
                        Hint.of("Postgres 18: VIRTUAL costs nothing; else a plain column that the application or a"
                                + " trigger fills"),
                        "alter table t add column c int generated always as (a + 1) stored;",
                        "alter table t add column c int generated always as (a + 1) virtual;"),
                later(
                        Hint.of("add the column first, the check by itself and NOT VALID"),
                        "alter table t add column c int check (c > 0);",
                        "alter table t add column c int;\nalter table t add constraint k check (c > 0) not valid;",
                        "alter table t validate constraint k;"),
                later(
                        Hint.of("add the column first, the foreign key by itself and NOT VALID"),
                        "alter table t add column c int default 1 references u;",
                        "alter table t add column c int default 1;\n"
                                + "alter table t add constraint k foreign key (c) references u not valid;",
                        "alter table t validate constraint k;"));
    }

    @TestFactory
    Stream<DynamicTest> whatIsRunTwice() {
        return Stream.of(
                        sql(
                                Hint.of("CREATE {} IF NOT EXISTS"),
                                "create table t (id int);",
                                "create table if not exists t (id int);"),
                        sql(
                                Hint.of("CREATE OR REPLACE {}"),
                                "create view v as select 1;",
                                "create or replace view v as select 1;"),
                        sql(
                                Hint.of("DROP {} IF EXISTS before it, or a DO block that looks first"),
                                "create type mood as enum ('a');",
                                "drop type if exists mood;\ncreate type mood as enum ('a');"),
                        sql(Hint.of("add IF EXISTS"), "drop view v;", "drop view if exists v;"),
                        sql(
                                Hint.of("add ON CONFLICT DO NOTHING, or WHERE NOT EXISTS"),
                                "insert into t values (1);",
                                "insert into t values (1) on conflict do nothing;"),
                        sql(
                                Hint.of("ADD COLUMN IF NOT EXISTS"),
                                "alter table t add column c int;",
                                "alter table t add column if not exists c int;"),
                        sql(
                                Hint.of("{} IF EXISTS"),
                                "alter table t drop constraint c;",
                                "alter table t drop constraint if exists c;"),
                        sql(
                                Hint.of("a DO block that looks first"),
                                "alter index i rename to j;",
                                "do $$ begin if to_regclass('i') is not null then alter index i rename to j; end if;"
                                        + " end $$;"),
                        sql(
                                Hint.of("give it a name, and DROP CONSTRAINT IF EXISTS before it"),
                                "alter table t add check (a > 0) not valid;",
                                "alter table t drop constraint if exists k;\n"
                                        + "alter table t add constraint k check (a > 0) not valid;"),
                        sql(
                                Hint.of("ADD VALUE IF NOT EXISTS"),
                                "alter type mood add value 'ok';",
                                "alter type mood add value if not exists 'ok';"),
                        sql(
                                Hint.of("INSERT … ON CONFLICT DO NOTHING"),
                                "copy t from stdin;\n1\n\\.\n",
                                "insert into t values (1) on conflict do nothing;"))
                .map(row -> row.under(IDEMPOTENT))
                .map(row -> dynamicTest(row.hint().toString(), () -> check(row)));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotForMigrations() {
        return all(
                sql(
                        Hint.of("leave a view of the old name in the same migration, and say so: -- devctl: allow"
                                + " rename-table because …"),
                        "alter table t rename to u;",
                        "-- devctl: allow rename-table because the view has the old name\n"
                                + "alter table t rename to u;\n"
                                + "create view t as select * from u;"),
                files(
                        Hint.of("do it at a quiet time, outside a migration"),
                        Map.of(FILE, "alter table t set tablespace fast;"),
                        Map.of()),
                files(
                        Hint.of("do it at a quiet time, outside a migration, or use pg_repack"),
                        Map.of(FILE, "cluster t using i;"),
                        Map.of()));
    }

    @TestFactory
    Stream<DynamicTest> comments() {
        return all(
                sql(
                        Hint.of("it cannot be allowed: mend the file"),
                        "-- devctl: allow duplicate-name\nselect 1;\n",
                        "select 1;\n"),
                sql(
                        Hint.of("name one: {} devctl: allow drop-column because …"),
                        "-- devctl: allow\nalter table t drop column c;",
                        "-- devctl: allow drop-column because nothing reads it\nalter table t drop column c;"),
                sql(
                        Hint.of("did you mean '{}'?"),
                        "-- devctl: allow drop-colum\nselect 1;\n",
                        "-- devctl: allow drop-column\nselect 1;\n"),
                sql(
                        Hint.of("a reason stands behind 'because' or a colon"),
                        "-- devctl: allow drop-table, everybody knows\ndrop table t;",
                        "-- devctl: allow drop-table: everybody knows\ndrop table t;"),
                sql(
                        Hint.of("fill it in or delete it; where nothing is meant: -- devctl: allow empty-migration"),
                        "-- nothing yet\n",
                        "-- devctl: allow empty-migration\n"),
                sql(
                        Hint.of("write 500ms, 5s, 10min or 1h; 0 is without end"),
                        "-- devctl: lock_timeout=soon\nselect 1;\n",
                        "-- devctl: lock_timeout=5s\nselect 1;\n"));
    }

    @TestFactory
    Stream<DynamicTest> syntax() {
        return all(
                sql(Hint.of("close it with a quote"), "select 'x;\n", "select 'x';\n"),
                sql(Hint.of("close it with a double quote"), "select 1 as \"x;\n", "select 1 as \"x\";\n"),
                sql(Hint.of("close it with {}"), "do $x$ begin end;\n", "do $x$ begin end $x$;\n"),
                sql(
                        Hint.of("close it with */ (comments nest)"),
                        "/* a /* b */ select 1;\n",
                        "/* a /* b */ */ select 1;\n"),
                sql(
                        Hint.of("remove it: a migration that fails is rolled back"),
                        "create table t (id int);\nrollback;\n",
                        "create table t (id int);\n"),
                sql(Hint.of("remove it"), "copy t to stdout;\nselect 1;\n", "select 1;\n"),
                sql(
                        Hint.of("put it behind the data"),
                        "copy t from stdin; select 1;\n1\n\\.\n",
                        "copy t from stdin;\n1\n\\.\nselect 1;\n"),
                sql(Hint.of("remove it: devctl connects"), "\\connect x\nselect 1;\n", "select 1;\n"),
                sql(Hint.of("put the included file's text here"), "\\i other.sql\n", "select 1;\n"),
                sql(
                        Hint.of("use COPY … FROM stdin with the data behind it"),
                        "\\copy t from 'x.csv'\n",
                        "copy t from stdin;\n1\n\\.\n"),
                sql(Hint.of("end the statement with ; instead"), "select 1 \\g\n", "select 1;\n"),
                sql(
                        Hint.of("use a DO block with EXECUTE"),
                        "select 'create table t (id int)' \\gexec\n",
                        "do $$ begin execute 'create table t (id int)'; end $$;\n"),
                sql(Hint.of("write the value where it is used"), "\\set n 1\nselect :n;\n", "select 1;\n"),
                sql(Hint.of("remove it, or say it in SQL"), "\\dt\nselect 1;\n", "select 1;\n"),
                sql(Hint.of("save the file as UTF-8"), "-- latin \u00fc\nselect 1;\n", "-- \u00fc\nselect 1;\n"));
    }

    @TestFactory
    Stream<DynamicTest> names() {
        String one = "select 1;\n";
        Map<String, String> good = Map.of(FILE, one);
        return all(
                files(
                        Hint.of("rename it to YYYYMMDDHHMMSS_description.sql, for example"
                                + " 20250101000001_create_users.sql"),
                        Map.of(FILE, one, "users.sql", one),
                        Map.of(FILE, one, "20250101000002_create_users.sql", one)),
                files(
                                Hint.of("rename it to VERSION_description.sql, for example"
                                        + " 20250101000001_create_users.sql"),
                                Map.of("users.sql", one),
                                Map.of("20250101000001_create_users.sql", one))
                        .under(", format: supabase"),
                files(
                                Hint.of("rename it to VERSION_description.sql, for example 00001_create_users.sql"),
                                Map.of("users.sql", "-- +goose Up\n" + one),
                                Map.of("00001_create_users.sql", "-- +goose Up\n" + one))
                        .under(", format: goose"),
                files(
                                Hint.of("rename it to VERSION_title.up.sql or .down.sql, for example"
                                        + " 000001_create_users.up.sql"),
                                Map.of("users.up.sql", one),
                                Map.of("000001_create_users.up.sql", one))
                        .under(", format: golang-migrate"),
                files(
                                Hint.of("rename it to V1__description.sql, R__description.sql or U1__description.sql"),
                                Map.of("Vusers.sql", one),
                                Map.of("V1__users.sql", one))
                        .under(", format: flyway"),
                files(
                                Hint.of("put it into a folder of its own, as VERSION_description/up.sql"),
                                Map.of("_users/up.sql", one),
                                Map.of("2025_users/up.sql", one))
                        .under(", format: diesel"),
                files(
                        Hint.of("give the newer one a later version"),
                        Map.of(FILE, one, "20250101000001_y.sql", "select 2;\n"),
                        Map.of(FILE, one, LATER, "select 2;\n")),
                files(
                                Hint.of("keep one of them, or rename one"),
                                Map.of(FILE, one, "../n/" + FILE, "select 2;\n"),
                                Map.of(FILE, one, "../n/" + FILE, one))
                        .under(", paths: [m, n]"),
                files(
                        Hint.of("keep one, or say whose the migrations are: {}"),
                        Map.of(FILE, one, "V1__x.sql", one),
                        good),
                files(
                                Hint.of("say `format: goose`, or take the line out"),
                                Map.of(FILE, "-- +goose Up\n" + one),
                                Map.of(FILE, "-- +goose Up\n" + one))
                        .under(", format: supabase")
                        .then(", format: goose"),
                files(Hint.of("say `format: goose`, or take the line out"), Map.of(FILE, "-- +goose Up\n" + one), good)
                        .under(", format: supabase"),
                files(
                                Hint.of("add it, or say whose the migrations are under `format:`"),
                                Map.of(FILE, one),
                                Map.of(FILE, "-- migrate:up\n" + one + "-- migrate:down\n"))
                        .under(", format: dbmate"),
                files(Hint.of("add it, or say whose the migrations are under `format:`"), Map.of(FILE, one), good)
                        .under(", format: goose")
                        .then(", format: supabase"),
                files(
                                Hint.of("remove that line and declare them under `variables:`"),
                                Map.of(FILE, "-- +goose ENVSUB ON\n-- +goose Up\nselect '${X}';\n"),
                                Map.of(FILE, "-- +goose Up\nselect '${X}';\n"))
                        .under(", format: goose")
                        .then(", format: goose, variables: {X: y}"),
                files(
                        Hint.of("say it in SQL, or let {} migrate this service: `engine: command`"),
                        Map.of("00001_x.go", "package x\n", "00002_y.sql", "-- +goose Up\n" + one),
                        Map.of("00001_x.sql", "-- +goose Up\n" + one, "00002_y.sql", "-- +goose Up\n" + one)));
    }

    @TestFactory
    Stream<DynamicTest> revisions() {
        String head = "revision = 'a1'\ndown_revision = None\n\n";
        String down = "\n\ndef downgrade():\n    op.execute('select 1')\n";
        String import_ = "from alembic import op\n";
        return Stream.of(
                        python(
                                Hint.of("write one, or `def upgrade(): pass`"),
                                "",
                                "def upgrade():\n    op.execute('select 1')\n" + down),
                        python(
                                Hint.of("write what it should do, or delete the file before it is merged"),
                                "def upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n",
                                "def upgrade():\n    op.execute('select 1')\n" + down),
                        python(
                                Hint.of("write the opposite of `upgrade`"),
                                "def upgrade():\n    op.create_table('t')\n",
                                "def upgrade():\n    op.create_table('t')\n\n\n"
                                        + "def downgrade():\n    op.execute('drop table t')\n"),
                        python(
                                Hint.of("drop it one release after the last code that uses it, and say so: # devctl:"
                                        + " allow drop-table because …"),
                                "def upgrade():\n    op.drop_table('t')\n" + down,
                                "def upgrade():\n    # devctl: allow drop-table because nothing uses it\n"
                                        + "    op.drop_table('t')\n" + down),
                        python(
                                Hint.of("drop it one release after the last code that uses it, and say so: # devctl:"
                                        + " allow drop-column because …"),
                                "def upgrade():\n    op.drop_column('t', 'c')\n" + down,
                                "def upgrade():\n    # devctl: allow drop-column because nothing uses it\n"
                                        + "    op.drop_column('t', 'c')\n" + down),
                        python(
                                Hint.of("add the new one, copy, and drop the old one a release later"),
                                "def upgrade():\n    op.rename_table('t', 'u')\n" + down,
                                "def upgrade():\n"
                                        + "    op.create_table('u')\n"
                                        + "    op.execute('insert into u select * from t')\n"
                                        + down),
                        python(
                                Hint.of("give it a server_default, or add it nullable, fill it, and set NOT NULL"
                                        + " later"),
                                "def upgrade():\n    op.add_column('t', sa.Column('c', sa.Integer, nullable=False))\n"
                                        + down,
                                "def upgrade():\n    op.add_column('t', sa.Column('c', sa.Integer, nullable=False,"
                                        + " server_default='0'))\n" + down),
                        python(
                                Hint.of("add a column of the new type, fill it in batches, and switch over"),
                                "def upgrade():\n    op.alter_column('t', 'c', type_=sa.BigInteger)\n" + down,
                                "def upgrade():\n    op.add_column('t', sa.Column('c_new', sa.BigInteger))\n" + down),
                        python(
                                Hint.of("fill it first; then add CHECK (… IS NOT NULL) NOT VALID, validate it, and set"
                                        + " NOT NULL"),
                                "def upgrade():\n    op.alter_column('t', 'c', nullable=False)\n" + down,
                                "def upgrade():\n"
                                        + "    op.execute('update t set c = 0 where c is null and id < 1000')\n"
                                        + "    op.execute('alter table t add constraint k check (c is not null) not"
                                        + " valid')\n"
                                        + down),
                        python(
                                Hint.of("`with op.get_context().autocommit_block():` and postgresql_concurrently=True"),
                                "def upgrade():\n    op.create_index('i', 't', ['c'])\n" + down,
                                "def upgrade():\n    with op.get_context().autocommit_block():\n"
                                        + "        op.create_index('i', 't', ['c'], postgresql_concurrently=True)\n"
                                        + down))
                .map(row -> new Row(
                        row.hint(),
                        ALEMBIC,
                        alembic(import_ + head + row.before().get("")),
                        alembic(import_ + head + row.after().get("")),
                        ALEMBIC))
                .map(row -> dynamicTest(row.hint().toString(), () -> check(row)));
    }

    private static Row python(Hint hint, String before, String after) {
        return new Row(hint, "", Map.of("", before), Map.of("", after), "");
    }

    private static Map<String, String> alembic(String revision, String... others) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("../alembic.ini", "[alembic]\nscript_location = %(here)s/m\n");
        files.put("env.py", "");
        files.put("versions/a1.py", revision);
        for (int i = 0; i < others.length; i++) {
            files.put("versions/b" + i + ".py", others[i]);
        }
        return files;
    }

    private static String revision(String id, String down, String more) {
        String following = down.isEmpty() ? "None" : "'" + down + "'";
        return "from alembic import op\nrevision = '" + id + "'\ndown_revision = " + following + "\n" + more
                + "\n\ndef upgrade():\n    op.execute('select 1')\n\n\ndef downgrade():\n    op.execute('select 1')\n";
    }

    private static Row graph(Hint hint, Map<String, String> before, Map<String, String> after) {
        return new Row(hint, ALEMBIC, before, after, ALEMBIC);
    }

    @TestFactory
    Stream<DynamicTest> histories() {
        String first = revision("a1", "", "");
        return all(
                graph(
                        Hint.of("give the newer one another id, and correct the `down_revision` of what follows it"),
                        alembic(first, first),
                        alembic(first, revision("b2", "a1", ""))),
                graph(
                        Hint.of("use letters, digits and underscores"),
                        alembic(revision("a-1", "", "")),
                        alembic(revision("a_1", "", ""))),
                graph(
                        Hint.of("bring the file back, or correct `down_revision`"),
                        alembic(first, revision("b2", "zz", "")),
                        alembic(first, revision("b2", "a1", ""))),
                graph(
                        Hint.of("bring the file back, or correct `depends_on`"),
                        alembic(first, revision("b2", "a1", "depends_on = 'zz'\n")),
                        alembic(first, revision("b2", "a1", "depends_on = 'a1'\n"))),
                graph(
                        Hint.of("take the label out of one of them: only the first revision of a branch has one"),
                        alembic(
                                revision("a1", "", "branch_labels = ('x',)\n"),
                                revision("b2", "a1", "branch_labels = ('x',)\n")),
                        alembic(revision("a1", "", "branch_labels = ('x',)\n"), revision("b2", "a1", ""))),
                graph(
                        Hint.of("correct `down_revision` or `depends_on` of one of them"),
                        alembic(first, revision("b2", "c3", ""), revision("c3", "b2", "")),
                        alembic(first, revision("b2", "a1", ""), revision("c3", "b2", ""))),
                graph(
                        Hint.of("write `revision` and `down_revision` as plain strings"),
                        alembic(first, revision("b2", "a1", "").replace("'b2'", "str(2)")),
                        alembic(first, revision("b2", "a1", ""))),
                graph(
                        Hint.of("dev migrate merge, or let the newer one follow the other: its `down_revision`"),
                        alembic(first, revision("b2", "a1", ""), revision("c3", "a1", "")),
                        alembic(first, revision("b2", "a1", ""), revision("c3", "b2", ""))),
                graph(
                        Hint.of("join them: dev migrate merge"),
                        alembic(first, revision("b2", "a1", ""), revision("c3", "a1", "")),
                        alembic(first, revision("b2", "a1", ""), revision("c3", "b2", ""))));
    }

    @TestFactory
    Stream<DynamicTest> compiledFiles() {
        Map<String, String> good = alembic(revision("a1", "", ""));
        Map<String, String> more = new LinkedHashMap<>(good);
        more.put("versions/b2.pyc", "");
        Map<String, String> both = new LinkedHashMap<>(good);
        both.put("versions/b2.py", revision("b2", "a1", ""));
        Hint hint = Hint.of("delete it, or bring back {}.py: devctl reads sources only");
        Map<String, String> ini =
                Map.of("../alembic.ini", "[alembic]\nscript_location = %(here)s/m\nsourceless = true\n");
        more.putAll(ini);
        both.putAll(ini);
        return all(graph(hint, more, good), graph(hint, more, both));
    }

    @TestFactory
    Stream<DynamicTest> alembicSettings() {
        Map<String, String> good = alembic(revision("a1", "", ""));
        return all(
                settings(
                        Hint.of("put it below [alembic]"),
                        "script_location = %(here)s/m\n[alembic]\n",
                        alembicWith("[alembic]\nscript_location = %(here)s/m\n")),
                settings(
                        Hint.of("write the value itself in one of them"),
                        "[alembic]\nscript_location = %(here)s/m\nprepend_sys_path = %(a)s\na = %(prepend_sys_path)s\n",
                        alembicWith("[alembic]\nscript_location = %(here)s/m\nprepend_sys_path = %(a)s\na = .\n")),
                settings(Hint.of("add a line [alembic]"), "[other]\nx = 1\n", good),
                settings(
                        Hint.of("set `script_location = %(here)s/migrations` under [alembic]"),
                        "[alembic]\nx = 1\n",
                        good),
                settings(
                        Hint.of("correct script_location, or write %(here)s/… when it is relative to the file"),
                        "[alembic]\nscript_location = nowhere\n",
                        good),
                settings(
                        Hint.of("name it by its path, for example %(here)s/{}"),
                        "[alembic]\nscript_location = m:nowhere\n",
                        good),
                settings(
                        Hint.of("a percent sign by itself is written %%, a reference %(name)s"),
                        "[alembic]\nscript_location = %(here)s/m\nprepend_sys_path = 100%\n",
                        alembicWith("[alembic]\nscript_location = %(here)s/m\nprepend_sys_path = 100%%\n")),
                settings(
                        Hint.of("path_separator is one of os, space, newline, : and ;"),
                        "[alembic]\n"
                                + "script_location = %(here)s/m\n"
                                + "version_locations = %(here)s/m/versions\n"
                                + "path_separator = comma\n",
                        alembicWith("[alembic]\n"
                                + "script_location = %(here)s/m\n"
                                + "version_locations = %(here)s/m/versions\n"
                                + "path_separator = space\n")),
                new Row(
                        Hint.of("only %(here)s can be used here"),
                        ALEMBIC,
                        Map.of(
                                "../pyproject.toml",
                                "[tool.alembic]\nscript_location = \"%(there)s/m\"\n",
                                "versions/a1.py",
                                revision("a1", "", "")),
                        Map.of(
                                "../pyproject.toml",
                                "[tool.alembic]\nscript_location = \"%(here)s/m\"\n",
                                "versions/a1.py",
                                revision("a1", "", "")),
                        ALEMBIC),
                new Row(
                        Hint.of("name Alembic's configuration with `config:`, or create one with `alembic init`"),
                        ALEMBIC,
                        Map.of(
                                "../conf/alembic.ini",
                                "[alembic]\nscript_location = m\n",
                                "versions/a1.py",
                                revision("a1", "", "")),
                        Map.of(
                                "../conf/alembic.ini",
                                "[alembic]\nscript_location = m\n",
                                "versions/a1.py",
                                revision("a1", "", "")),
                        ALEMBIC + ", config: conf/alembic.ini"));
    }

    private static Map<String, String> alembicWith(String ini) {
        Map<String, String> files = alembic(revision("a1", "", ""));
        files.put("../alembic.ini", ini);
        return files;
    }

    private static Row settings(Hint hint, String ini, Map<String, String> good) {
        return new Row(hint, ALEMBIC, alembicWith(ini), good, ALEMBIC);
    }
}
