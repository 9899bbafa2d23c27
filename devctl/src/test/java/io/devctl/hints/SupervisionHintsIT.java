package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static io.devctl.hints.Hinted.itself;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.devctl.cli.Cli;
import io.devctl.supervise.process.Poll;
import io.devctl.testing.Json;
import io.devctl.testing.Run;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hints about services that do not come up, and about what processes leave that were killed. */
@Timeout(180)
class SupervisionHintsIT {
    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws Exception {
        cli = new Cli(folder.toRealPath()).with("DEVCTL_NO_GOLDEN", "1");
        services("{command: exec sleep 600, database: false}");
    }

    @AfterEach
    void stop() {
        good(cli.dev("down"));
    }

    private void services(String web) {
        cli.write("services.yaml", "services:\n  web: " + web + "\n");
    }

    private void start() {
        good(cli.dev("up", "-d"));
    }

    private JsonObject status() {
        return good(cli.dev("status", "--json")).json();
    }

    private long supervisor() {
        return status().getAsJsonObject("supervisor").get("pid").getAsLong();
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();
    }

    private Path postmaster() {
        return cli.root().resolve(".devctl/postgres/data/postmaster.pid");
    }

    private long server() throws Exception {
        return Long.parseLong(Files.readAllLines(postmaster()).get(0).strip());
    }

    @Test
    void aSupervisorThatWasKilled() throws Exception {
        Cli.Going up = cli.start("up", "--plain").await("service ready");
        kill(supervisor());
        Run over = up.await();
        Hint takeOver = Hint.of("dev up takes them over, dev down stops them");
        Hint.of("dev up supervises them again, dev down stops what is left").follow(bad(over), hint -> {
            takeOver.follow(cli.dev("doctor"), of -> start());
            assertThat(status().getAsJsonObject("supervisor").get("running").getAsBoolean())
                    .isTrue();
        });
        assertThat(cli.dev("doctor").out()).doesNotContain("left behind");
        kill(supervisor());
        takeOver.follow(cli.dev("doctor"), hint -> {
            good(cli.dev("down"));
            assertThat(cli.dev("doctor").out()).doesNotContain("without a supervisor");
        });
    }

    @Test
    void traces() throws Exception {
        services("{command: exec sleep 600}");
        start();
        kill(supervisor());
        kill(server());
        Hint.of("dev up heals this").follow(cli.dev("doctor"), hint -> {
            start();
            assertThat(cli.dev("doctor").out()).doesNotContain("heals");
        });
        // a process of the server that does not notice the server's end
        long child = ProcessHandle.of(server())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
        new ProcessBuilder("kill", "-STOP", "" + child).start().waitFor();
        kill(server());
        Hint.of("dev down").follow(cli.dev("doctor"), hint -> {
            itself(cli).follow(hint);
            assertThat(cli.dev("doctor").out()).doesNotContain("still run");
        });
    }

    @Test
    void aLeasedPortThatIsTaken() throws Exception {
        good(cli.dev("up", "postgres", "-d"));
        int port = status().getAsJsonObject("postgres").get("port").getAsInt();
        good(cli.dev("down"));
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Hint.of("dev up moves Postgres to another port").follow(cli.dev("doctor"), hint -> {
                good(cli.dev("up", "postgres", "-d"));
                assertThat(status().getAsJsonObject("postgres").get("port").getAsInt())
                        .isNotEqualTo(other.getLocalPort());
                assertThat(cli.dev("doctor").out()).doesNotContain("moves Postgres");
            });
        }
    }

    @Test
    void whatKeepsAServiceFromBeingReady() throws Exception {
        services(
                "{command: 'echo it waits; exec sleep 600', database: false, ready: {exec: test -f ok, interval: 100ms}}");
        bad(cli.dev("up", "-d", "--timeout", "1s"));
        Hint.of("dev logs -f {}").follow(cli.dev("why", "web"), hint -> {
            cli.start("logs", "-f", hint.part(0)).await("it waits");
            cli.write("ok", "");
            Poll.until(() -> cli.dev("why", "web").exitCode() == 0, Duration.ofSeconds(30), Duration.ofMillis(100));
            assertThat(cli.dev("why", "web").out()).contains("ready");
        });
        services("{command: test -f mended && exec sleep 600, database: false, restart: 'no'}");
        bad(cli.dev("up", "-d"));
        Hint.of("dev restart {}, once the cause is mended").follow(cli.dev("why", "web"), hint -> {
            bad(cli.dev("restart", hint.part(0)));
            cli.write("mended", "");
            good(cli.dev("restart", hint.part(0)));
        });
    }

    @Test
    void migrationsThatAreMissing() throws Exception {
        services("{command: test -f app || exit 1; exec sleep 600, migrations: {paths: [m], schema: web}}");
        cli.write("m/20250101000001_one.sql", "create table t (id int);\n");
        cli.write("app", "");
        Hint migrate = Hint.of("dev migrate --service {}");
        migrate.follow(cli.with("AUTO_MIGRATE", "false").dev("up", "-d"), hint -> {
            itself(cli).follow(hint);
            assertThat(good(cli.dev("status", "--check")).out()).contains("current");
        });
        cli.with("AUTO_MIGRATE", "");
        cli.write("services.yaml", "services:\n  tables: {migrations: {paths: [m], schema: tables}}\n");
        migrate.follow(cli.dev("why", "tables"), hint -> {
            itself(cli).follow(hint);
            good(cli.dev("why", "tables"));
        });
    }

    @Test
    void aMigrationThatFailsWhileItIsWatched() throws Exception {
        services("{command: exec sleep 600, watch: [src], migrations: {paths: [m], schema: web}}");
        cli.write("src/x", "");
        cli.write("m/20250101000001_one.sql", "create table t (id int);\n");
        Cli.Going up = cli.start("up", "--plain").await("service ready");
        String two = "m/20250101000002_two.sql";
        cli.write(two, "create table u (id nonsense);\n");
        up.await("its migrations failed").await("hint: edit");
        Hint.of("edit '{}'").follow(new Run(1, "", up.said()), hint -> {
            assertThat(cli.root().resolve(hint.part(0))).isEqualTo(cli.root().resolve(two));
            cli.write(hint.part(0), "create table u (id int);\n");
            up.await("to be restarted");
            assertThat(good(cli.dev("migrate", "status")).out()).contains("current");
        });
        good(cli.dev("down"));
        up.await();
        assertThat(Json.named(cli.dev("status", "--json").json(), "services", "web")
                        .get("state")
                        .getAsString())
                .isEqualTo("stopped");
    }
}
