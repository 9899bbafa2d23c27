package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Run;
import io.devctl.testing.ServerSessions;
import io.devctl.testing.TwoServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The golden copy: a reset that uses it leaves what a reset that migrates would, and nothing that happened since. */
@Timeout(240)
class GoldenCopyIT {
    private static final String RESTORED = "restored from its golden copy";
    private static final String SPARE = "onlysql__spare__copy";
    private static final String GOLDEN = "onlysql__golden__copy";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Every table with its columns and its number of rows, and every ledger's content. */
    private static final String CONTENT = """
            select string_agg(t, ' ' order by t) from (
                select table_schema || '.' || table_name || '.' || column_name || ':' || data_type as t
                  from information_schema.columns where table_schema in ('api_default', 'api_toshiba', 'intake', 'devctl')
                union all select 'api ' || migration_name from api_default.schema_migrations
                union all select 'users ' || count(*) from api_default.users
                union all select 'events ' || count(*) from intake.events) x
            """;

    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void golden() {
        checkout.withGoldenCopies();
    }

    @Test
    void aResetRestoresWhatMigratingWouldMakeAndTasksRunAgain() throws Exception {
        TwoServices.write(checkout);
        checkout.write("seed.sh", "echo seeding >> runs\n");
        Run up = checkout.dev("up", "-d");
        assertThat(up.exitCode()).as("%s", up).isZero();
        String migrated = checkout.query(CONTENT);
        checkout.query("insert into api_default.users(name) values ('gone')");
        checkout.query("create table intake.by_hand (id int)");

        for (int i = 0; i < 2; i++) {
            awaitKeeper();
            Run reset = checkout.dev("reset", "--yes");

            assertThat(reset.exitCode()).as("%s", reset).isZero();
            assertThat(reset.err()).contains(RESTORED);
            assertThat(checkout.query(CONTENT)).isEqualTo(migrated);
            assertThat(checkout.query("select to_regclass('intake.by_hand')")).isEqualTo("null");
            assertThat(checkout.query("select bool_and(vouched = changes and identity = devctl.identity(ledger,"
                            + " name_column)) from devctl.targets"))
                    .as("the check after a reset reads no ledger")
                    .isEqualTo("t");
            assertThat(checkout.dev("status", "--check").exitCode()).isZero();
        }
        assertThat(Files.readAllLines(checkout.root().resolve("runs"))).hasSize(3);
        assertThat(checkout.query("select count(*) from devctl.tasks")).isEqualTo("1");
    }

    @Test
    void whateverChangesWhatMigratingWouldMakeInvalidatesTheCopy() throws Exception {
        project("[one]", "[]");
        checkout.dev("migrate");
        assertThat(resetRestores()).isTrue();

        awaitKeeper();
        checkout.write("m/20260101000001_t.sql", "create table t (id bigint);\n");
        assertThat(resetRestores()).as("a file was edited").isFalse();
        String type =
                "select data_type from information_schema.columns where table_schema = 's_one' and table_name = 't'";
        assertThat(checkout.query(type)).isEqualTo("bigint");
        assertThat(resetRestores()).isTrue();
        assertThat(checkout.query(type)).isEqualTo("bigint");

        awaitKeeper();
        project("[one, two]", "[]");
        assertThat(resetRestores()).as("a tenant was added").isFalse();
        assertThat(checkout.query("select to_regclass('s_two.t')")).isEqualTo("s_two.t");

        awaitKeeper();
        project("[one, two]", "[hstore]");
        assertThat(resetRestores()).as("an extension was added").isFalse();
        assertThat(resetRestores()).isTrue();
        assertThat(checkout.query("select count(*) from pg_extension where extname = 'hstore'"))
                .isEqualTo("1");

        awaitKeeper();
        checkout.write("m/20260101000002_u.sql", "create table u (id int);\n");
        assertThat(resetRestores()).as("a migration came").isFalse();
        assertThat(Json.each(checkout.dev("migrate", "status", "--json").json(), "migrations", "state"))
                .containsOnly("current");
        awaitKeeper();
        assertThat(ServerSessions.databases(checkout))
                .as("one copy of each kind, and nothing of what was replaced")
                .containsExactlyInAnyOrder("onlysql", GOLDEN, SPARE, "postgres", "template0", "template1");
    }

    @Test
    void aCopyThatSomebodyOpenedIsNotUsed() throws Exception {
        project("[one]", "[]");
        checkout.dev("migrate");
        awaitKeeper();

        openAndAlter(GOLDEN);
        openAndAlter(SPARE);
        assertThat(resetRestores()).as("a table was made in it").isFalse();
        assertThat(checkout.query("select to_regclass('public.by_hand')")).isEqualTo("null");

        awaitKeeper();
        try (ServerSessions sessions = ServerSessions.of(checkout)) {
            sessions.execute("alter database " + GOLDEN + " set work_mem = '1MB'");
            sessions.execute("alter database " + SPARE + " set work_mem = '1MB'");
        }
        assertThat(resetRestores()).as("a setting was given to it").isFalse();
    }

    @Test
    void noCopyIsMadeOfMigrationsThatReachBeyondTheDatabaseOrUnlessWanted() throws Exception {
        project("[one]", "[]");
        checkout.write("m/20260101000002_role.sql", "create role made_by_a_migration;\n");
        assertThat(checkout.dev("migrate").exitCode()).isZero();

        assertThat(resetRestores()).isFalse();
        assertThat(resetRestores()).isFalse();

        awaitKeeper();
        Files.delete(checkout.root().resolve("m/20260101000002_role.sql"));
        assertThat(resetRestores()).isFalse();
        awaitKeeper();
        Run reset = checkout.dev("reset", "--yes", "--no-golden");
        assertThat(reset.exitCode()).as("%s", reset).isZero();
        assertThat(reset.err()).doesNotContain(RESTORED).contains("applied 20260101000001_t.sql");
        checkout.with("DEVCTL_NO_GOLDEN", "1").dev("reset", "--yes");
        assertThat(ServerSessions.databases(checkout))
                .containsExactlyInAnyOrder("onlysql", "postgres", "template0", "template1");
    }

    @Test
    void aResetKeepsSnapshotsWithAndWithoutAGoldenCopy() throws Exception {
        project("[one]", "[]");
        checkout.dev("migrate");
        checkout.query("insert into s_one.t values (5)");
        awaitKeeper();
        checkout.dev("db", "snapshot", "kept");

        for (String[] reset : new String[][] {{"reset", "--yes"}, {"reset", "--yes", "--no-golden"}}) {
            Run run = checkout.dev(reset);
            assertThat(run.exitCode()).as("%s", run).isZero();
            assertThat(checkout.query("select count(*) from s_one.t")).isEqualTo("0");
        }
        assertThat(checkout.dev("db", "restore", "kept", "--yes").exitCode()).isZero();
        assertThat(checkout.query("select id from s_one.t")).isEqualTo("5");
    }

    @Test
    void aKillWhileTheCopyIsMadeHarmsNothing() throws Exception {
        project("[one]", "[]");
        checkout.write("m/20260101000002_slow.sql", "select pg_sleep(0.2);\n");
        checkout.dev("migrate");
        for (String moment :
                List.of("create database %template template0", "%pg_sleep(0.2)%", "create database %file_copy%")) {
            awaitKeeper();
            try (ServerSessions sessions = ServerSessions.of(checkout)) {
                sessions.execute("drop database if exists " + SPARE);
                sessions.execute("drop database if exists " + GOLDEN);
                LiveRun keeper = checkout.start("golden");
                sessions.awaitStatement(moment);
                keeper.signal("KILL");
                keeper.awaitExit();
            }

            Run up = checkout.dev("up", "-d");

            assertThat(up.exitCode()).as("%s: %s", moment, up).isZero();
            Run reset = checkout.dev("reset", "--yes");
            assertThat(reset.exitCode()).as("%s: %s", moment, reset).isZero();
            assertCurrent();
        }
    }

    @Test
    void aKillInTheMiddleOfAResetHarmsNothing() throws Exception {
        project("[one]", "[]");
        String copying = "drop database " + SPARE + " with (force)"; // so that the reset has to copy
        String renaming = "lock table pg_database in share mode"; // so that it can be seen: a rename takes no time
        Map<String, String> moments = Map.of("create database %", copying, "alter database %rename%", renaming);
        for (String moment : moments.keySet()) {
            checkout.dev("migrate");
            awaitKeeper();
            try (ServerSessions before = ServerSessions.of(checkout);
                    ServerSessions sessions = ServerSessions.of(checkout)) {
                before.execute(moments.get(moment).equals(renaming) ? "begin" : "rollback");
                before.execute(moments.get(moment));
                LiveRun reset = checkout.start("reset", "--yes");
                sessions.awaitStatement(moment);
                reset.signal("KILL");
                reset.awaitExit();
                before.execute("rollback");
            }

            Run up = checkout.dev("up", "-d");

            assertThat(up.exitCode()).as("%s: %s", moment, up).isZero();
            assertCurrent();
            assertThat(checkout.dev("reset", "--yes").exitCode()).isZero();
            assertCurrent();
        }
    }

    @Test
    void twoResetsAtOnceBothEndWell() throws Exception {
        project("[one]", "[]");
        checkout.dev("migrate");
        awaitKeeper();

        LiveRun first = checkout.start("reset", "--yes");
        LiveRun second = checkout.start("reset", "--yes");

        assertThat(List.of(first.awaitExit(), second.awaitExit())).contains(0);
        assertThat(checkout.dev("up", "-d").exitCode()).isZero();
        assertCurrent();
        awaitKeeper();
        assertThat(resetRestores()).isTrue();
    }

    private void project(String tenants, String extensions) {
        checkout.write("m/20260101000001_t.sql", currentOr("m/20260101000001_t.sql", "create table t (id int);\n"));
        checkout.write("services.yaml", """
                project: onlysql
                tenants: %s
                postgres: {extensions: %s}
                services:
                  s:
                    migrations: {paths: [m], schema: "s_{tenant}"}
                """.formatted(tenants, extensions));
    }

    private String currentOr(String file, String otherwise) {
        try {
            Path path = checkout.root().resolve(file);
            return Files.exists(path) ? Files.readString(path) : otherwise;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private boolean resetRestores() throws IOException {
        awaitKeeper();
        Run reset = checkout.dev("reset", "--yes");
        assertThat(reset.exitCode()).as("%s", reset).isZero();
        return reset.err().contains(RESTORED);
    }

    private void assertCurrent() {
        assertThat(Json.each(checkout.dev("migrate", "status", "--json").json(), "migrations", "state"))
                .isNotEmpty()
                .containsOnly("current");
    }

    private void openAndAlter(String copy) throws SQLException {
        try (ServerSessions sessions = ServerSessions.of(checkout)) {
            sessions.execute("alter database " + copy + " allow_connections true");
            String url =
                    checkout.dev("db", "url", "--json").json().get("jdbc_url").getAsString();
            try (var connection = java.sql.DriverManager.getConnection(url.replace("/onlysql?", "/" + copy + "?"));
                    var statement = connection.createStatement()) {
                statement.execute("create table by_hand (id int)");
            }
            sessions.execute("alter database " + copy + " allow_connections false");
        }
    }

    /** Returns when no process makes copies any more. */
    private void awaitKeeper() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!keepers().isEmpty()) {
            assertThat(System.nanoTime())
                    .as("the golden copy is never finished")
                    .isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private List<Long> keepers() throws IOException {
        Path notes = checkout.root().resolve(".devctl/golden");
        if (!Files.isDirectory(notes)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(notes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+"))
                    .map(Long::valueOf)
                    .filter(pid ->
                            ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                    .toList();
        }
    }
}
