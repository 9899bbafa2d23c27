package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static io.devctl.hints.Hinted.itself;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.cli.Cli;
import io.devctl.testing.Run;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hints about devctl's own Postgres, its copies, what runs, and the machine. */
@Timeout(180)
class EmbeddedHintsIT {
    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws Exception {
        cli = new Cli(folder.toRealPath()).with("DEVCTL_NO_GOLDEN", "1");
        cli.write("services.yaml", """
            postgres: {version: "18"}
            services:
              app: {migrations: {paths: [m], schema: app}}
              web: {command: exec sleep 600}
            """);
        cli.write("m/20250101000001_one.sql", "create table t (id int);\n");
    }

    @AfterEach
    void stop() {
        good(cli.dev("down"));
    }

    private void postgres(String keys) throws Exception {
        String yaml = Files.readString(cli.root().resolve("services.yaml"));
        cli.write("services.yaml", "postgres: " + keys + yaml.substring(yaml.indexOf('\n')));
    }

    private Run migrate() {
        return cli.dev("migrate");
    }

    @Test
    void settingsThatCannotBe() throws Exception {
        postgres("{version: \"9\"}");
        Hint.of("in services.yaml: postgres: {version: \"{}\"}").follow(bad(migrate()), hint -> {
            postgres("{version: \"" + hint.part(0) + "\"}");
            // it is started below
        });
        postgres("{settings: {port: 5}}");
        Hint.of("use postgres.port").follow(bad(migrate()), hint -> postgres("{port: auto}"));
        postgres("{settings: {data_directory: /tmp}}");
        Hint.of("take it out of postgres.settings").follow(bad(migrate()), hint -> postgres("{settings: {}}"));
        postgres("{settings: {work_mem: \"4MB\\n\"}}");
        Hint.of("take it out of postgres.settings in services.yaml")
                .follow(bad(migrate()), hint -> postgres("{settings: {}}"));
        postgres("{settings: {work_mem: much}}");
        Hint.of("correct postgres.settings in services.yaml").follow(bad(migrate()), hint -> {
            postgres("{settings: {work_mem: 8MB}}");
            good(migrate());
        });
        postgres("{extensions: [nonsense]}");
        Hint.of("take it out of postgres.extensions in services.yaml, or use an image that has it")
                .follow(bad(migrate()), hint -> {
                    postgres("{extensions: []}");
                    good(migrate());
                });
        postgres("{settings: {max_connections: 37}}");
        Hint restart = Hint.of("dev down && dev up");
        restart.follow(good(migrate()), hint -> {
            good(cli.dev("down"));
            Run up = good(cli.dev("up", "-d"));
            assertThat(up.err() + up.out()).doesNotContain("dev down && dev up");
        });
    }

    @Test
    void portsOfOthers() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            postgres("{port: " + taken.getLocalPort() + "}");
            Hint.of("stop that program, or take postgres.port out of services.yaml: then a free port is found")
                    .follow(bad(migrate()), hint -> {
                        postgres("{}");
                        good(migrate());
                    });
            cli.edit("services.yaml", "sleep 600", "sleep 600, port: " + taken.getLocalPort());
            Hint.of("stop it, or write port: auto in services.yaml").follow(bad(cli.dev("up", "-d")), hint -> {
                cli.edit("services.yaml", "port: " + taken.getLocalPort(), "port: auto, ready: {exec: 'true'}");
                good(cli.dev("up", "-d"));
            });
        }
    }

    @Test
    void copies() throws Exception {
        good(migrate());
        Hint.of("dev db snapshot NAME makes one").follow(bad(cli.dev("db", "restore", "monday", "--yes")), hint -> {
            good(cli.line(hint.text().replace("NAME", "monday").replace(" makes one", "")));
            good(cli.dev("db", "restore", "monday", "--yes"));
        });
        Hint.of("there are: {}")
                .follow(
                        bad(cli.dev("db", "restore", "tuesday", "--yes")),
                        hint -> good(cli.dev("db", "restore", hint.part(0).split("[ ,]")[0], "--yes")));
        Hint.of("use 1 to 30 of a-z, 0-9, _ and -, beginning with a letter or a digit")
                .follow(
                        bad(cli.dev("db", "snapshot", "Next Day")),
                        hint -> good(cli.dev("db", "snapshot", "next-day")));
        Hint.of("dev db drop {}, or take another name").follow(bad(cli.dev("db", "snapshot", "monday")), hint -> {
            good(cli.dev("db", "drop", hint.part(0), "--yes"));
            good(cli.dev("db", "snapshot", "monday"));
        });
        good(cli.dev("db", "clone", "mine"));
        Hint.of("dev db snapshots lists both")
                .follow(
                        bad(cli.dev("db", "restore", "mine", "--yes")),
                        hint -> assertThat(good(cli.line("dev db snapshots")).out())
                                .contains("mine", "monday"));
    }

    @Test
    void whatRunsAndWhatDoesNot() throws Exception {
        Hint.of("dev up").follow(cli.dev("why", "web"), hint -> good(cli.line(hint.text() + " -d")));
        good(cli.dev("stop", "web"));
        Hint.of("dev start {}").follow(cli.dev("why", "web"), itself(cli));
        assertThat(cli.dev("status").out()).contains("web");
    }

    @Test
    void variablesThatSayNeitherYesNorNo() throws Exception {
        Hint.of("write true or false")
                .follow(bad(cli.with("AUTO_MIGRATE", "perhaps").dev("up", "-d")), hint -> {
                    good(cli.with("AUTO_MIGRATE", "true").dev("up", "-d"));
                    good(cli.with("AUTO_MIGRATE", "false").dev("up", "-d"));
                });
    }

    private void shell(String command) throws Exception {
        good(Run.await(
                new ProcessBuilder("/bin/sh", "-c", command)
                        .directory(cli.root().toFile())
                        .start(),
                Duration.ofMinutes(1)));
    }

    @Test
    void theMachine() throws Exception {
        good(migrate());
        Path state = cli.root().resolve(".devctl");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        Hint.of("chmod 700 '{}'").follow(cli.dev("doctor"), hint -> {
            shell(hint.text());
            assertThat(cli.dev("doctor").out()).doesNotContain("chmod 700");
        });
        cli.write(".env.example", "A=1\nB=2\n");
        cli.write(".env", "A=1\n");
        Hint.of("copy these lines from '{}.example'").follow(cli.dev("doctor"), hint -> {
            Files.writeString(Path.of(hint.part(0)), Files.readString(Path.of(hint.part(0) + ".example")));
            assertThat(cli.dev("doctor").out()).doesNotContain("copy these lines");
        });
        postgres("{version: \"17\"}");
        good(cli.dev("down"));
        Hint.of("set postgres.version: \"{}\" in services.yaml, or start anew (all data is lost): dev reset")
                .follow(cli.dev("doctor"), hint -> {
                    postgres("{version: \"" + hint.part(0) + "\"}");
                    assertThat(cli.dev("doctor").out()).doesNotContain("start anew");
                    good(migrate());
                });
    }
}
