package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.devctl.cli.Cli;
import io.devctl.hints.Hint;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code dev migrate} and what is around it, through the launcher. */
@Timeout(300)
final class MigrateCommandIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    private void project() {
        checkout.write("services.yaml", """
                project: planned
                tenants: [default, toshiba]
                services:
                  api:
                    dir: api
                    migrations: {schema: "api_{tenant}"}
                  back-end:
                    dir: backend
                    migrations: {schema: backend}
                    command: exec sleep 1000
                """);
        checkout.write("api/migrations/20260101000001_users.sql", "create table users (id int);\n");
        checkout.write("api/migrations/20260101000002_index.sql", "create index concurrently i on users (id);\n");
        checkout.write("backend/migrations/20260101000001_events.sql", "create table events (id int);\n");
    }

    @Test
    void plansThenAppliesAsMuchAsIsAskedForAndRemembersWho() throws Exception {
        project();
        Run plan = checkout.dev("migrate", "--dry-run");
        assertThat(plan.exitCode()).as(plan.toString()).isZero();
        assertThat(plan.out())
                .contains("api  all 2 targets: would run 2 migrations")
                .contains("20260101000002_index.sql  1 statement, 1 outside a transaction")
                .contains("3 targets: 3 would run 5 migrations")
                .contains("nothing was changed");
        assertThat(checkout.query("select count(*) from pg_namespace where nspname ~ '^(api|backend|devctl)'"))
                .isEqualTo("0");

        Run some = checkout.dev("migrate", "--service", "api", "--to", "20260101000001", "--json");
        assertThat(Json.each(some.json(), "targets", "outcome")).containsExactly("applied", "applied");
        Run none = checkout.dev("migrate", "--service", "api", "--to", "20260101000001", "--json");
        assertThat(Json.each(none.json(), "targets", "outcome")).containsExactly("skipped", "skipped");
        JsonObject planned = checkout.dev("migrate", "--dry-run", "--json").json();
        assertThat(Json.each(planned, "targets", "state")).containsOnly("pending");
        assertThat(Json.each(planned, "targets", "would_apply").get(0)).contains("20260101000002_index.sql");

        List<JsonObject> events = checkout.dev("migrate", "-n", "1", "--json-lines")
                .out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertThat(events).allMatch(event -> event.get("schema").getAsInt() == 1 && event.has("event"));
        assertThat(events).anyMatch(event -> event.get("event").getAsString().equals("applied"));
        JsonObject summary = events.get(events.size() - 1);
        assertThat(summary.get("event").getAsString()).isEqualTo("summary");
        assertThat(summary.getAsJsonObject("summary").get("applied").getAsInt()).isEqualTo(3);

        JsonObject history = checkout.dev("migrate", "history", "--json").json();
        assertThat(Json.each(history, "history", "file")).hasSize(5);
        assertThat(Json.each(history, "history", "by")).allMatch(by -> by.startsWith("devctl on "));
        assertThat(checkout.dev("migrate", "current").out())
                .contains("api  20260101000002  default, toshiba")
                .contains("back-end  20260101000001  backend");
    }

    @Test
    void becomesTheCommandBehindThen() throws Exception {
        project();
        LiveRun run = checkout.start(
                "migrate",
                "--then",
                "sh",
                "-c",
                "echo now $$ --debug; trap 'exit 9' TERM; while :; do sleep 0.1; done");
        run.awaitLine("now " + run.pid() + " --debug");
        assertThat(run.signal("TERM").awaitExit()).isEqualTo(9);
        assertThat(checkout.dev("migrate", "--then", "sh", "-c", "exit 42").exitCode())
                .isEqualTo(42);

        Run unknown = checkout.dev("migrate", "--then", "no-such-program-here");
        assertThat(unknown.exitCode()).isEqualTo(64);
        Hint.of("name one that is in PATH after --then")
                .follow(
                        unknown,
                        hint -> assertThat(checkout.dev("migrate", "--then", "true")
                                        .exitCode())
                                .isZero());
        Hint.of("start devctl with the launcher, dev")
                .follow(new Cli(checkout.root()).dev("migrate", "--then", "sh", "-c", "exit 43"), hint -> {
                    assertThat(hint.text())
                            .endsWith(Checkout.launcher().getFileName().toString());
                    assertThat(checkout.dev("migrate", "--then", "sh", "-c", "exit 43")
                                    .exitCode())
                            .isEqualTo(43);
                });
        checkout.write("backend/migrations/20260101000002_bad.sql", "select nonsense;\n");
        Run failed = checkout.dev("migrate", "--then", "echo", "started");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).doesNotContain("started");
        checkout.write("backend/migrations/20260101000002_bad.sql", "select pg_sleep(100);\n");
        LiveRun slow = checkout.start("migrate", "--json-lines", "--then", "echo", "started");
        slow.awaitLine("\"event\":\"started\"");
        assertThat(slow.signal("TERM").awaitExit()).isEqualTo(143);
        assertThat(slow.output()).doesNotContain("\nstarted");
        for (String signal : List.of("INT", "HUP")) {
            LiveRun other = checkout.start("migrate", "--json-lines", "--then", "echo", "started");
            other.awaitLine("\"event\":\"started\"");
            assertThat(other.signal(signal).awaitExit()).as(signal).isEqualTo(130);
            assertThat(other.output()).as(signal).doesNotContain("\nstarted");
        }
        assertThat(checkout.query("select count(*) from pg_stat_activity where query ~ '^.*pg_sleep\\(100'"
                        + " and state = 'active' and pid <> pg_backend_pid()"))
                .isEqualTo("0");
    }

    @Test
    void aSignalReachesWhateverTheProcessIsByThen() throws Exception {
        project();
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        for (String signal : List.of("INT", "HUP", "TERM")) {
            LiveRun early = checkout.start("migrate", "--then", "sh", "-c", "echo started; exec sleep 100");
            // before there is a JVM, or while it starts: whatever it meets ends, and nothing is started behind it
            assertThat(early.signal(signal).awaitExit()).as(signal).isBetween(129, 143);
            LiveRun command = checkout.start(
                    "migrate",
                    "--then",
                    "sh",
                    "-c",
                    "trap 'echo got " + signal + "; exit 9' " + signal + "; echo started; while :; do sleep 0.1; done");
            command.awaitLine("started");
            assertThat(command.signal(signal).awaitExit()).as(signal).isEqualTo(9);
            assertThat(command.output()).contains("got " + signal);
        }
    }

    @Test
    void namesWhoBlocksAndEndsTheOneThatTheUserNames() throws Exception {
        project();
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        checkout.write("backend/migrations/20260101000002_wait.sql", "alter table events add column x int;\n");
        String url = checkout.dev("db", "url", "--json").json().get("jdbc_url").getAsString();
        try (Connection holder = DriverManager.getConnection(url + "&ApplicationName=forgotten");
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select * from backend.events");
            LiveRun waiting = checkout.start("migrate");
            waiting.awaitLine("waits for forgotten");
            JsonObject locks = checkout.dev("migrate", "locks", "--json").json();
            assertThat(Json.each(locks, "migrating", "schema")).contains("backend");
            assertThat(Json.each(locks, "blocking", "application")).contains("forgotten");
            String pid = Json.each(locks, "blocking", "pid").get(0);
            assertThat(checkout.dev("migrate", "locks").out())
                    .contains("waiting")
                    .contains("pid " + pid);
            assertThat(checkout.dev("migrate", "locks", "--terminate", pid).exitCode())
                    .isEqualTo(64);
            assertThat(checkout.dev("migrate", "locks", "--cancel", "999999").exitCode())
                    .isEqualTo(64);
            Run ended = checkout.dev("migrate", "locks", "--terminate", pid, "--yes");
            assertThat(ended.err()).contains("terminated pid " + pid);
            assertThat(waiting.awaitExit()).as(waiting.output()).isZero();
        }
    }

    @Test
    void upOnlyReportsWhatIsPendingWhereItIsToldSo() throws Exception {
        project();
        checkout.with("BACK_END_AUTO_MIGRATE", "false");
        Run up = checkout.dev("up", "-d");
        assertThat(up.exitCode()).as(up.toString()).isZero();
        assertThat(up.out() + up.err())
                .contains(
                        "back-end is not migrated (BACK_END_AUTO_MIGRATE=false), and 1 target is pending: 1 migrations");
        assertThat(
                        checkout.query(
                                "select to_regclass('backend.events') is null and to_regclass('api_toshiba.users') is not null"))
                .isEqualTo("t");
        assertThat(checkout.dev("migrate", "--service", "back-end").exitCode()).isZero();
        assertThat(checkout.query("select to_regclass('backend.events') is not null"))
                .isEqualTo("t");
    }

    @Test
    void aBackupIsWholeOrNotThere() throws Exception {
        project();
        Path programs = checkout.beside("bin");
        Path dump = Files.writeString(programs.resolve("pg_dump"), """
                #!/bin/sh
                for a; do case $a in --file=*) echo half >"${a#--file=}" ;; esac; done
                [ -n "$PGPASSWORD" ] && [ "$DUMP" != fails ] || { echo "pg_dump: it broke" >&2; exit 1; }
                """);
        assertThat(dump.toFile().setExecutable(true)).isTrue();
        checkout.with("PATH", programs + ":" + System.getenv("PATH")).with("DUMP", "fails");
        Path file = programs.resolve("before.dump");
        Run failed = checkout.dev("migrate", "--backup", file.toString());
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("nothing was migrated").contains("it broke");
        assertThat(programs).isDirectoryNotContaining("glob:**before*");
        assertThat(checkout.query("select count(*) from pg_namespace where nspname = 'devctl'"))
                .isEqualTo("0");

        Hint.of("mend that, or leave --backup out").follow(failed, hint -> {
            assertThat(checkout.dev("migrate", "--service", "back-end").exitCode())
                    .isZero();
            checkout.with("DUMP", "works");
            assertThat(checkout.dev("migrate", "--backup", file.toString()).exitCode())
                    .isZero();
        });
        assertThat(file).hasContent("half");
        Run there = checkout.dev("migrate", "--backup", file.toString());
        assertThat(there.exitCode()).isEqualTo(64);
        Path deeper = programs.resolve("dumps/before.dump");
        Hint.of("name another one for --backup").follow(there, hint -> {
            Run nowhere = checkout.dev("migrate", "--backup", deeper.toString());
            Hint.of("make it, or name another one for --backup").follow(nowhere, again -> {
                Path another = programs.resolve("another.dump");
                assertThat(checkout.dev("migrate", "--backup", another.toString())
                                .exitCode())
                        .isZero();
                assertThat(another).hasContent("half");
                Files.createDirectory(programs.resolve("dumps"));
                assertThat(checkout.dev("migrate", "--backup", deeper.toString())
                                .exitCode())
                        .isZero();
                assertThat(deeper).hasContent("half");
            });
        });
    }

    /** A container: files, variables, and a database that is already there. */
    @Test
    void outsideACheckoutVariablesSayWhatTheTargetsAre() throws Exception {
        project();
        String url = checkout.dev("db", "url").out().strip();
        Path container = checkout.beside("container");
        Files.createDirectories(container.resolve("migrations"));
        Files.writeString(container.resolve("migrations/20260101000001_x.sql"), "create table x (id int);\n");
        Checkout.Elsewhere there =
                checkout.in(container).with("DATABASE_URL", url).with("DEVCTL_TENANTS", "a, b");
        assertThat(there.dev("migrate").exitCode()).isEqualTo(78);

        there.with("DEVCTL_SCHEMA", "shop_{tenant}");
        assertThat(Json.each(there.dev("migrate", "status", "--json").json(), "migrations", "state"))
                .containsExactly("pending", "pending");
        JsonObject report = there.dev("migrate", "--json").json();
        assertThat(Json.each(report, "targets", "schema")).containsExactly("shop_a", "shop_b");
        assertThat(Json.each(report, "targets", "outcome")).containsOnly("applied");
        assertThat(there.dev("migrate").out()).contains("up to date: 2 targets");
        assertThat(container.resolve(".devctl")).doesNotExist();
    }

    @Test
    void sharesTheTargetsOutAndWaitsForWhatItIsToldTo() throws Exception {
        checkout.write("services.yaml", "project: there\nservices: {a: {command: sleep 1}}\n");
        Path container = checkout.beside("container");
        Files.createDirectories(container.resolve("migrations"));
        Files.writeString(container.resolve("migrations/20260101000001_x.sql"), "create table x (id int);\n");
        Checkout.Elsewhere there = checkout.in(container)
                .with("DATABASE_URL", checkout.dev("db", "url").out().strip())
                .with("DEVCTL_TENANTS", "a b c d e f")
                .with("DEVCTL_SCHEMA", "shop_{tenant}")
                .with("JOB_COMPLETION_INDEX", "1");

        Run wrong = there.dev("migrate", "--shard", "3/2");
        assertThat(wrong.exitCode()).isEqualTo(64);
        assertThat(wrong.err()).contains("error: not a shard: '3/2'\nhint: --shard 2/8 is the second of eight");
        Run first = there.dev("migrate", "--shard", "1/2", "--json");
        JsonObject shard = first.json().getAsJsonObject("shard");
        assertThat(shard.get("index").getAsInt()).isEqualTo(1);
        assertThat(shard.get("of").getAsInt()).isEqualTo(6);
        Run second = there.dev("migrate", "--shard", "auto/2");
        assertThat(second.out())
                .contains("shard 2 of 2 (6 targets in all)")
                .contains(6 - shard.get("targets").getAsInt() + " applied");
        assertThat(there.dev("migrate").out()).contains("up to date: 6 targets");

        Run late = there.dev("migrate", "--wait-for", "127.0.0.1:1", "--wait-timeout", "500ms");
        assertThat(late.exitCode()).isEqualTo(69);
        assertThat(late.err()).contains("waiting for 127.0.0.1:1: ").contains("'127.0.0.1:1' (");
        assertThat(there.dev("migrate", "--wait-for", "redis").exitCode()).isEqualTo(64);
    }
}
