package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.command;
import static io.devctl.hints.Hinted.good;
import static io.devctl.hints.Hinted.instead;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.postgres.Connections;
import io.devctl.testing.Run;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hints of runs: what they wait for, what they write first, and who is in their way. */
@Timeout(120)
class RunHintsIT extends HintsWithDatabase {
    private static final String ONE = "m/20250101000001_one.sql";
    private static final String TWO = "m/20250101000002_two.sql";

    @BeforeEach
    void project() {
        cli.write("services.yaml", """
            tenants: [one, two]
            postgres: {provider: external, url: '%s'}
            services:
              app: {migrations: {paths: [m], schema: 'app_{tenant}'}}
            """.formatted(server.url()));
        cli.write(ONE, "create table t (id int);\n-- migrate:down\ndrop table t;\n");
    }

    private boolean asked(String question) throws SQLException {
        try (Connection connection = Connections.to(server).getConnection();
                Statement run = connection.createStatement();
                ResultSet answer = run.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private void await(CompletableFuture<Run> run, String question) throws Exception {
        while (!asked(question)) {
            assertThat(run.isDone()).as("%s", question).isFalse();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void parts() throws Exception {
        Hint.of("--shard 2/8 is the second of eight; --shard auto/8 takes the number from JOB_COMPLETION_INDEX, as in"
                        + " an indexed Job")
                .follow(bad(cli.dev("migrate", "--shard", "9/8")), hint -> {
                    for (int i = 1; i < 9; i++) {
                        good(cli.dev("migrate", "--shard", i + "/8"));
                    }
                    assertThat(asked("select count(*) = 2 from pg_tables where tablename = 't'"))
                            .isTrue();
                    good(cli.with("JOB_COMPLETION_INDEX", "1").dev("migrate", "--shard", "auto/8"));
                });
    }

    @Test
    void addresses() throws Exception {
        Hint.of("--wait-for HOST:PORT")
                .follow(
                        bad(cli.dev("migrate", "--wait-for", "redis")),
                        instead(cli, "migrate", "--wait-for", server.host() + ":" + server.port()));
        int port = freePort();
        String address = "127.0.0.1:" + port;
        Hint.of("start it, or give it longer with --wait-timeout")
                .follow(bad(cli.dev("migrate", "--wait-for", address, "--wait-timeout", "1ms")), hint -> {
                    CompletableFuture<Run> longer = CompletableFuture.supplyAsync(
                            () -> cli.dev("migrate", "--wait-for", address, "--wait-timeout", "100s"));
                    try (ServerSocket late = new ServerSocket(port)) {
                        good(longer.get());
                        good(cli.dev("migrate", "--wait-for", address, "--wait-timeout", "10s"));
                        assertThat(late.isBound()).isTrue();
                    }
                });
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @Test
    void thereIsNoOrderToJoin() throws Exception {
        Hint.of("dev migrate: SQL files run in the order of their names")
                .follow(bad(cli.dev("migrate", "merge", "app")), hint -> {
                    cli.write(TWO, "create table after_it as table t;\n");
                    good(cli.line(hint.text().substring(0, hint.text().indexOf(':'))));
                    assertThat(asked("select to_regclass('app_two.after_it') is not null"))
                            .isTrue();
                });
    }

    @Test
    void whoeverMigrates() throws Exception {
        good(cli.dev("migrate"));
        cli.write(TWO, "select pg_sleep(600) where current_schema = 'app_two';\n");
        CompletableFuture<Run> other = CompletableFuture.supplyAsync(() -> cli.dev("migrate"));
        await(
                other,
                "select count(*) > 0 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'");
        Hint.of("wait for it, or see dev migrate locks")
                .follow(bad(cli.dev("tenants", "drop", "two", "--yes")), hint -> {
                    assertThat(good(cli.line(hint.text().substring(hint.text().indexOf("dev "))))
                                    .out())
                            .contains("migrating", "app/two");
                    asked("select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database()"
                            + " and wait_event = 'PgSleep'");
                    bad(other.get());
                    good(cli.dev("tenants", "drop", "two", "--yes"));
                });
    }

    @Test
    void whoeverBlocks() throws Exception {
        good(cli.dev("migrate"));
        cli.write(TWO, "-- devctl: lock_timeout=100s\nalter table t add column x int;\n");
        for (String way : List.of("--cancel", "--terminate")) {
            try (Connection blocker = Connections.to(server).getConnection();
                    Statement run = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                run.execute("lock table app_one.t in access share mode");
                CompletableFuture<Boolean> sleep = CompletableFuture.supplyAsync(() -> sleeping(run));
                CompletableFuture<Run> blocked = CompletableFuture.supplyAsync(() -> cli.dev("migrate"));
                await(blocked, "select count(*) > 0 from pg_locks where not granted");
                Hint.of("dev migrate locks --cancel PID, or --terminate PID")
                        .follow(good(cli.dev("migrate", "locks")), hint -> {
                            assertThat(hint.text()).contains(way + " PID");
                            String pid = cli.dev("migrate", "locks", "--json")
                                    .json()
                                    .getAsJsonArray("blocking")
                                    .get(0)
                                    .getAsJsonObject()
                                    .get("pid")
                                    .getAsString();
                            good(cli.line("dev migrate locks " + way + " " + pid + " --yes"));
                            assertThat(sleep.get()).isFalse();
                            if (way.equals("--cancel")) {
                                blocker.rollback();
                            }
                            good(blocked.get());
                        });
            } catch (SQLException gone) {
                assertThat(way).isEqualTo("--terminate");
            }
            cli.write("m/20250101000003_three.sql", "-- devctl: lock_timeout=100s\nalter table t add column y int;\n");
        }
    }

    /** Whether a statement that takes for ever ended by itself. */
    private static boolean sleeping(Statement run) {
        try {
            return run.execute("select pg_sleep(600)");
        } catch (SQLException ended) {
            return false;
        }
    }

    @Test
    void whoeverIsFaster() throws Exception {
        cli.edit("services.yaml", "app_{tenant}", "app");
        good(cli.dev("migrate"));
        cli.write(TWO, "select pg_advisory_xact_lock(42);\n-- migrate:down\nselect 1;\n");
        CompletableFuture<Run> down;
        try (Connection gate = Connections.to(server).getConnection();
                Statement run = gate.createStatement()) {
            run.execute("select pg_advisory_lock(42)");
            CompletableFuture<Run> other = CompletableFuture.supplyAsync(() -> cli.dev("migrate"));
            await(other, "select count(*) > 0 from pg_locks where locktype = 'advisory' and not granted");
            down = CompletableFuture.supplyAsync(() -> cli.dev("migrate", "down"));
            await(
                    down,
                    "select count(*) > 0 from pg_stat_activity where datname = current_database() and query like"
                            + " 'select pg_catalog.pg_try_advisory_lock(%'");
            run.execute("select pg_advisory_unlock(42)");
            good(other.get());
        }
        Hint.of("dev migrate down again").follow(bad(down.get()), command(cli, "dev migrate down"));
        assertThat(asked("select to_regclass('app.t') is not null")).isTrue();
    }
}
