package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonElement;
import io.devctl.cli.Cli;
import io.devctl.docker.Containers;
import io.devctl.docker.DockerEngine;
import io.devctl.model.DevctlException;
import io.devctl.supervise.process.Poll;
import io.devctl.testing.Docker;
import io.devctl.testing.FakeEngine;
import io.devctl.testing.ImageRegistry;
import io.devctl.testing.Run;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hints about containers, followed with a real engine that others use, too. */
@Timeout(300)
class DockerHintsIT {
    private static final String POSTGRES = "postgres:15";
    private static final String SERVICE = "devctl-test-service:1";
    private static final String REMOTE = "tcp://192.0.2.1:2375";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    @TempDir
    private Path folder;

    @TempDir
    private Path work;

    private Cli cli;

    @BeforeEach
    void project() throws Exception {
        Docker.needs(POSTGRES);
        Docker.needs(SERVICE);
        cli = new Cli(folder.toRealPath()).with("DEVCTL_NO_GOLDEN", "1");
        postgres("{provider: docker, version: '15'}");
    }

    @AfterEach
    void clean() {
        good(cli.dev("down"));
        Docker.clean(cli.root());
    }

    private void postgres(String keys) {
        cli.write("services.yaml", "postgres: " + keys + "\nservices: {web: {command: x}}\n");
    }

    private Run up() {
        return cli.dev("up", "postgres", "-d");
    }

    private static Run shell(String command) throws Exception {
        return Run.await(new ProcessBuilder("/bin/sh", "-c", command).start(), Duration.ofMinutes(1));
    }

    /** The doctor's fix of what it says about this; of others' containers it speaks, too. */
    private String fix(String about) {
        for (JsonElement check : cli.dev("doctor", "--json").json().getAsJsonArray("checks")) {
            JsonElement fix = check.getAsJsonObject().get("fix");
            if (!fix.isJsonNull()
                    && check.getAsJsonObject().get("message").getAsString().contains(about)) {
                return fix.getAsString();
            }
        }
        return "";
    }

    @Test
    void whereTheEngineIs() throws Exception {
        cli.with("DOCKER_HOST", REMOTE);
        Hint.of("unset DOCKER_HOST").follow(fix(REMOTE), hint -> {
            cli.with("DOCKER_HOST", "");
            assertThat(fix("DOCKER_HOST")).isEmpty();
        });
        cli.with("DOCKER_HOST", "unix:///nowhere/docker.sock");
        Hint.of("{}; or use postgres.provider: embedded").follow(fix("/nowhere/docker.sock"), hint -> {
            postgres("{provider: embedded}");
            assertThat(good(cli.dev("doctor")).out()).doesNotContain("problem");
        });
        DevctlException remote = catchThrowableOfType(
                DevctlException.class, () -> DockerEngine.find(Map.of("DOCKER_HOST", REMOTE), "give it a command"));
        Hint.of("unset DOCKER_HOST, or name a socket in it: unix:///var/run/docker.sock; or {}")
                .follow(remote, hint -> {
                    DockerEngine.find(Map.of(), "");
                    String socket = hint.text()
                            .substring(
                                    hint.text().indexOf("unix://"), hint.text().indexOf("; or"));
                    DockerEngine.find(Map.of("DOCKER_HOST", socket), "");
                    assertThat(hint.part(0)).isEqualTo("give it a command");
                });
    }

    @Test
    void anEngineThatDoesNotAnswer() throws Exception {
        try (FakeEngine broken = FakeEngine.saying(cli.root().resolve("s"), "no\r\n")) {
            Containers containers = new Containers(new DockerEngine(broken.socket()));
            DevctlException silent = catchThrowableOfType(DevctlException.class, () -> containers.named("nobody"));
            Hint.of("docker info").follow(silent, hint -> {
                Run info = shell("DOCKER_HOST=unix://" + broken.socket() + " " + hint.text());
                assertThat(bad(info).out() + info.err()).contains("malformed");
                // with an engine of which it says nothing of the kind
                assertThat(good(shell(hint.text())).out()).contains("Server Version");
                assertThat(new Containers(DockerEngine.find(Map.of(), "")).named("nobody"))
                        .isEmpty();
            });
        }
    }

    @Test
    void whatCheckoutsHaveLeftThatAreGone() throws Exception {
        String gone = cli.root().resolve("gone").toString();
        String label = "io.devctl.checkout=" + gone;
        String web = "devctl-hint-web-" + ProcessHandle.current().pid();
        String data = "devctl-hint-data-" + ProcessHandle.current().pid();
        Docker.docker("create", "--name", web, "--label", label, "--label", "io.devctl.role=web", SERVICE);
        Hint.of("docker rm -fv {}").follow(fix(gone), hint -> {
            good(shell(hint.text()));
            assertThat(fix(gone)).isEmpty();
        });
        Docker.docker("volume", "create", "--label", label, data);
        Docker.docker(
                "create",
                "--name",
                data,
                "--label",
                label,
                "--label",
                "io.devctl.role=postgres",
                "-v",
                data + ":/data",
                POSTGRES);
        Hint.of("docker rm -fv {} && docker volume rm {}").follow(fix(gone), hint -> {
            good(shell(hint.text()));
            assertThat(fix(gone)).isEmpty();
            assertThat(Docker.volumes(Path.of(gone))).isEmpty();
        });
    }

    @Test
    void dataThatIsInUseOrOfAnotherVersion() throws Exception {
        good(up());
        String name = Docker.containers(cli.root()).get(0);
        Docker.docker("exec", name, "sh", "-c", "echo 14 >/var/lib/devctl/data/PG_VERSION");
        good(cli.dev("down"));
        Hint.of("the data is of another version: put that back in services.yaml, or start anew (all data is lost): dev"
                        + " reset")
                .follow(bad(up()), hint -> good(cli.dev("reset", "--yes")));
        Docker.docker("run", "-d", "--name", name + "-backup", "-v", name + ":/v", POSTGRES, "sleep", "600");
        try {
            Hint.of("docker rm -f $(docker ps -aq --filter volume={})").follow(bad(cli.dev("reset", "--yes")), hint -> {
                good(shell(hint.text()));
                good(cli.dev("reset", "--yes"));
            });
        } finally {
            shell("docker rm -f " + name + "-backup");
        }
    }

    @Test
    void anImageThatIsNoServer() throws Exception {
        postgres("{provider: docker, image: '" + SERVICE + "'}");
        String edit = "use devctl's own server in services.yaml: ";
        Hint.of("use devctl's own server in services.yaml: postgres: {provider: embedded}")
                .follow(bad(up()), hint -> {
                    cli.write("services.yaml", hint.text().substring(edit.length()) + "\n");
                    good(up());
                    good(cli.dev("down"));
                });
        postgres("{provider: docker, image: 'devctl.invalid/nothing:1'}");
        Hint.of("{}use devctl's own server in services.yaml: postgres: {provider: embedded}")
                .follow(bad(up()), hint -> {
                    assertThat(hint.part(0)).isEqualTo("docker pull devctl.invalid/nothing:1, or ");
                    cli.write("services.yaml", hint.text().substring(hint.text().indexOf(edit) + edit.length()) + "\n");
                    good(up());
                });
    }

    @Test
    void anImageThatCannotBePulled() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String image = "127.0.0.1:" + port + "/devctl-hint:1";
        cli.write("services.yaml", "services: {web: {image: '" + image + "', restart: 'no'}}\n");
        try {
            cli.dev("up", "-d");
            Poll.until(() -> logs().out().contains("docker pull"), PATIENCE, PAUSE);
            Hint.of("docker pull {}").follow(logs(), hint -> {
                bad(shell(hint.text()));
                // whoever has the registry, starts it
                try (ImageRegistry registry = ImageRegistry.on(port, work)) {
                    good(shell(hint.text()));
                    good(cli.dev("restart", "web"));
                    Poll.until(() -> running(), PATIENCE, PAUSE);
                    assertThat(running()).as("%s with %s", logs(), registry).isTrue();
                }
            });
        } finally {
            good(cli.dev("down"));
            shell("docker rmi -f " + image);
        }
    }

    private Run logs() {
        return good(cli.dev("logs", "web"));
    }

    private boolean running() {
        return Docker.docker("ps", "--filter", "label=io.devctl.checkout=" + cli.root())
                .contains("devctl-hint:1");
    }
}
