package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Databases;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Run;
import io.devctl.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real {@code dev migrate} processes over fifty tenants: killed with -9 at random moments, and several at once. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class RunnersIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    /** How many runs are killed; {@code -Ddevctl.kills=200} for more. */
    private static final int KILLS = Integer.getInteger("devctl.kills", 20);

    private static final long SEED = Long.getLong("devctl.seed", System.nanoTime());
    private static final int TENANTS = 50;

    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void files() {
        String tenants = IntStream.range(0, TENANTS).mapToObj(i -> "t" + i).collect(Collectors.joining(", "));
        checkout.write("services.yaml", """
                tenants: [%s]
                postgres: {provider: external}
                services:
                  app:
                    migrations: {paths: [m], schema: "app_{tenant}"}
                """.formatted(tenants));
        file(1, """
                create table log(step text);
                create table one(id serial primary key, v text);
                insert into one(v) select 'v' || g from generate_series(1, 50) g;
                insert into log values ('1');
                """);
        file(2, "create index concurrently one_v on one(v);\n");
        file(3, """
                insert into log values ('3, before');
                create table two(id int primary key, one int references one);
                copy two from stdin;
                1	1
                2	2
                \\.
                create unique index concurrently two_one on two(one);
                insert into log values ('3, between');
                drop index concurrently one_v;
                create index concurrently if not exists one_v2 on one(v, id);
                insert into log values ('3, after');
                """);
        file(4, """
                create type mood as enum ('sad');
                alter type mood add value 'ok';
                insert into log values ('4');
                create table moods(m mood default 'ok');
                """);
        file(5, """
                create function bump() returns int begin atomic select case when true then 1 end; select 2; end;
                reindex table concurrently one;
                create table parts(id int) partition by range (id);
                create table part partition of parts for values from (0) to (9);
                alter table parts detach partition part concurrently;
                insert into log values ('5');
                """);
    }

    private void file(int n, String text) {
        checkout.write("m/2025010100000" + n + "_x.sql", text);
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS) // 200 of them take an hour where others work too
    void afterAKillAtAnyMomentAPlainRunEndsAsIfNothingHadHappened() throws Exception {
        Endpoint undisturbed = POSTGRES.freshEndpoint();
        LiveRun first = start(undisturbed);
        long begun = System.nanoTime();
        assertThat(first.awaitExit()).as(first.output()).isZero();
        long work = System.nanoTime() - begun;
        String expected = state(undisturbed);

        Random random = new Random(SEED);
        int halfDone = 0;
        for (int round = 1; round <= KILLS; round++) {
            Endpoint at = POSTGRES.freshEndpoint();
            LiveRun run = start(at);
            long moment = (long) (random.nextDouble() * work);
            TimeUnit.NANOSECONDS.sleep(moment);
            run.signal("KILL");
            run.awaitExit();
            String then = applied(at);
            halfDone += then != null && !then.equals("0") && !then.equals("250") ? 1 : 0;
            Run after = checkout.dev("migrate");
            String said = "round " + round + " of -Ddevctl.seed=" + SEED + ", killed after " + moment / 1_000_000
                    + " ms with " + then + " of 250 applied: " + after;
            assertThat(after.exitCode()).as(said).isZero();
            assertThat(state(at)).as(said).isEqualTo(expected);
            value(at.withDatabase("postgres"), "drop database " + Databases.quoted(at.database()) + " with (force)");
        }
        System.out.println(KILLS + " kills, " + halfDone
                + " of them with some migrations applied and some not; work took " + work / 1_000_000 + " ms");
        assertThat(halfDone).as("kills in the middle").isPositive();
    }

    @Test
    void twoProcessesAtOnceApplyEveryMigrationOnce() throws Exception {
        atOnce(2);
    }

    @Test
    void eightProcessesAtOnceApplyEveryMigrationOnce() throws Exception {
        atOnce(8);
    }

    private void atOnce(int runners) throws Exception {
        Endpoint at = POSTGRES.freshEndpoint();
        checkout.with("DATABASE_URL", at.url());
        List<LiveRun> runs = new ArrayList<>();
        for (int i = 0; i < runners; i++) {
            runs.add(checkout.start("migrate", "--json"));
        }
        int applied = 0;
        for (LiveRun run : runs) {
            assertThat(run.awaitExit()).as(run.output()).isZero();
            applied += Json.each(json(run), "targets", "applied").stream()
                    .mapToInt(files -> files.split("\\.sql", -1).length - 1)
                    .sum();
        }
        assertThat(applied).isEqualTo(TENANTS * 5);
        assertThat(applied(at)).isEqualTo(Integer.toString(TENANTS * 5));
        assertThat(state(at))
                .startsWith(TENANTS + " targets of 1 kind\n")
                .contains("log 1; 3, before; 3, between; 3, after; 4; 5\n");
    }

    private static JsonObject json(LiveRun run) {
        String output = run.output();
        return JsonParser.parseString(output.substring(output.indexOf('{'), output.lastIndexOf('}') + 1))
                .getAsJsonObject();
    }

    /** Starts a run, and returns when it has connected to the database. */
    private LiveRun start(Endpoint at) throws Exception {
        checkout.with("DATABASE_URL", at.url());
        LiveRun run = checkout.start("migrate");
        try (Connection connection = Connections.to(at.withDatabase("postgres")).getConnection();
                Statement statement = connection.createStatement()) {
            while (true) {
                try (ResultSet there = statement.executeQuery(
                        "select from pg_stat_activity where datname = '" + at.database() + "'")) {
                    if (there.next()) {
                        return run;
                    }
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
        }
    }

    private static @Nullable String applied(Endpoint at) throws SQLException {
        return value(at, "select to_regclass('devctl.applied')") == null
                ? null
                : value(at, "select count(*) from devctl.applied");
    }

    /** How many targets there are, of how many kinds, and one of each: catalogs, ledger and data. */
    private static String state(Endpoint at) throws SQLException {
        value(at, """
                create or replace function public.held(s text) returns setof text language plpgsql as $body$
                declare line text;
                begin
                  execute format('select ''ledger '' || string_agg(migration_name, '' '' order by id) from %I.schema_migrations', s) into line;
                  return next line;
                  execute format('select ''log '' || string_agg(step, ''; '') from %I.log', s) into line;
                  return next line;
                  execute format('select concat_ws('' '', ''rows'', (select count(*) from %1$I.one), (select count(*) from %1$I.two))', s)
                    into line;
                  return next line;
                end $body$
                """);
        return Objects.requireNonNull(value(at, """
                with s as (select oid, nspname from pg_namespace where nspname ~ '^app_t'),
                lines(s, line) as (
                  select nspname, held(nspname) from s
                  union all
                  select nspname, concat_ws(' ', 'relation', relkind, relname) from s join pg_class on relnamespace = s.oid
                  union all
                  select nspname, concat_ws(' ', 'column', relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
                      (select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = attrelid and adnum = attnum))
                    from s join pg_class c on relnamespace = s.oid join pg_attribute on attrelid = c.oid
                   where attnum > 0 and relkind in ('r', 'p')
                  union all
                  select nspname, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid, indisready)
                    from s join pg_class c on relnamespace = s.oid join pg_index on indrelid = c.oid
                  union all
                  select nspname, concat_ws(' ', conname, pg_get_constraintdef(k.oid))
                    from s join pg_constraint k on connamespace = s.oid
                  union all
                  select nspname, pg_get_functiondef(p.oid) from s join pg_proc p on pronamespace = s.oid
                  union all
                  select nspname, concat_ws(' ', typname, (select string_agg(enumlabel, ' ' order by enumsortorder)
                      from pg_enum where enumtypid = t.oid)) from s join pg_type t on typnamespace = s.oid
                  union all
                  select nspname, concat_ws(' ', 'detaching', inhrelid::regclass)
                    from s join pg_class c on relnamespace = s.oid join pg_inherits on inhrelid = c.oid
                ),
                digests(digest) as (
                  select string_agg(replace(line, s, 'SCHEMA'), e'\\n' order by replace(line, s, 'SCHEMA') collate "C")
                    from lines group by s
                )
                select count(*) || ' targets of ' || count(distinct digest) || e' kind\\n' || string_agg(distinct digest, e'\\n\\n')
                  from digests
                """));
    }

    private static @Nullable String value(Endpoint at, String sql) throws SQLException {
        try (Connection connection = Connections.to(at).getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return null;
            }
            ResultSet row = statement.getResultSet();
            return row.next() ? row.getString(1) : null;
        }
    }
}
