package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Docker;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code provider: docker}, from the command line. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DockerPostgresIT {
    private static final String NOWHERE = "unix:///nowhere/docker.sock";

    @RegisterExtension
    final Checkout checkout = new Checkout();

    @RegisterExtension
    final Checkout other = new Checkout();

    @BeforeEach
    void needsAnEngine() {
        Docker.needs("postgres:15");
        services(checkout, "");
        services(other, "");
    }

    @AfterEach
    void clean() {
        for (Checkout each : List.of(checkout, other)) {
            each.with("DOCKER_HOST", "");
            each.dev("down");
            Docker.clean(each.root());
        }
    }

    private static void services(Checkout checkout, String more) {
        checkout.write("services.yaml", """
                project: shop
                postgres: {provider: docker, version: "15"%s}
                services:
                  api:
                    migrations: {paths: [migrations], schema: api}
                """.formatted(more));
        checkout.write("migrations/20260101000001_users.sql", "create table users (id int);\n");
    }

    private static void isWell(Run run) {
        assertThat(run.exitCode()).as(run.toString()).isZero();
    }

    @Test
    void outlivesTheCommandIsFoundWithoutTheEngineAndIsGoneAfterDown() throws Exception {
        isWell(checkout.dev("up", "-d"));
        checkout.query("create table mine as select 42 as id");
        String container = Docker.containers(checkout.root()).get(0);
        String password = Files.readString(checkout.root().resolve(".devctl/postgres/docker.password"))
                .strip();
        assertThat(Docker.docker("inspect", container)).doesNotContain(password);
        assertThat(container).matches("devctl-checkout-[0-9a-f]{12}-postgres");

        checkout.with("DOCKER_HOST", NOWHERE); // who asks the engine now fails
        isWell(checkout.dev("up", "-d"));
        assertThat(checkout.query("select id from mine")).isEqualTo("42");
        assertThat(checkout.dev("status").out()).contains("docker 15.");
        checkout.with("DOCKER_HOST", "");

        Docker.docker("kill", container);
        isWell(checkout.dev("up", "-d"));
        assertThat(checkout.query("select id from mine")).isEqualTo("42");

        checkout.write("services.yaml", "broken: [");
        Run down = checkout.dev("down");
        isWell(down);
        assertThat(down.out()).contains("nothing is left running");
        assertThat(Docker.containers(checkout.root())).isEmpty();
        assertThat(Docker.volumes(checkout.root())).containsExactly(container);

        services(checkout, "");
        isWell(checkout.dev("up", "-d"));
        assertThat(checkout.query("select id from mine")).isEqualTo("42");
        Files.delete(checkout.root().resolve(".devctl/postgres/docker.json"));
        isWell(checkout.dev("down"));
        assertThat(Docker.containers(checkout.root())).isEmpty();
        isWell(checkout.dev("reset", "--yes"));
        assertThat(checkout.query("select to_regclass('mine')")).isEqualTo("null");
    }

    @Test
    void twoAtTheSameInstantInOneCheckoutAndInTwoAllEndWell() throws Exception {
        LiveRun first = checkout.start("up", "-d");
        LiveRun second = checkout.start("up", "-d");
        LiveRun third = other.start("up", "-d");

        assertThat(List.of(first.awaitExit(), second.awaitExit(), third.awaitExit()))
                .as(first.output() + "\n" + second.output() + "\n" + third.output())
                .containsOnly(0);
        checkout.query("create table mine as select 42 as id");
        assertThat(other.query("select to_regclass('mine')")).isEqualTo("null");
        assertThat(Docker.containers(checkout.root())).hasSize(1);
        assertThat(Docker.containers(other.root())).hasSize(1);
    }

    @Test
    void whatIsMissingIsNamedWithTheWayOut() throws Exception {
        checkout.with("DOCKER_HOST", NOWHERE);
        Run noEngine = checkout.dev("up", "-d");
        assertThat(noEngine.exitCode()).isEqualTo(69);
        assertThat(noEngine.err()).contains("/nowhere/docker.sock").contains("provider: embedded");

        checkout.with("DOCKER_HOST", "tcp://192.0.2.1:2375");
        Run remote = checkout.dev("up", "-d");
        assertThat(remote.exitCode()).isEqualTo(69);
        assertThat(remote.err()).contains("tcp://192.0.2.1:2375").contains("unset DOCKER_HOST");

        checkout.with("DOCKER_HOST", "");
        services(checkout, ", image: devctl.invalid/nothing:1");
        Run noImage = checkout.dev("up", "-d");
        assertThat(noImage.exitCode()).as(noImage.toString()).isEqualTo(69);
        assertThat(noImage.err())
                .contains("the image cannot be pulled: 'devctl.invalid/nothing:1'")
                .contains("docker pull devctl.invalid/nothing:1")
                .contains("provider: embedded");

        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            services(checkout, ", port: " + taken.getLocalPort());
            Run noPort = checkout.dev("up", "-d");
            assertThat(noPort.exitCode()).as(noPort.toString()).isEqualTo(69);
            assertThat(noPort.err()).contains("'" + taken.getLocalPort() + "'").contains("take postgres.port out");
        }

        services(checkout, ", settings: {no_such_setting: 1}");
        Run setting = checkout.dev("up", "-d");
        assertThat(setting.exitCode()).as(setting.toString()).isEqualTo(69);
        assertThat(setting.err()).contains("no_such_setting").contains("correct postgres.settings");
        assertThat(Docker.containers(checkout.root())).isEmpty();
    }

    @Test
    void dataOfAnotherVersionIsAnErrorWithTheWayOut() {
        isWell(checkout.dev("up", "-d"));
        String name = Docker.containers(checkout.root()).get(0);
        isWell(checkout.dev("down"));
        Docker.docker(
                "run",
                "--rm",
                "-v",
                name + ":/volume",
                "--entrypoint",
                "sh",
                "postgres:15",
                "-c",
                "echo 14 >/volume/data/PG_VERSION");

        Run up = checkout.dev("up", "-d");
        assertThat(up.exitCode()).as(up.toString()).isEqualTo(69);
        assertThat(up.err())
                .contains("was initialized by PostgreSQL version 14")
                .contains("the data is of another version")
                .contains("dev reset");
        isWell(checkout.dev("reset", "--yes"));
        isWell(checkout.dev("up", "-d"));
    }

    @Test
    void aPasswordAndAUserOfOnesOwnAreTakenOver() throws Exception {
        isWell(checkout.dev("up", "-d"));
        checkout.query("create table mine as select 42 as id");
        services(checkout, ", user: ana, password: 'it''s one'");
        isWell(checkout.dev("up", "-d"));

        assertThat(checkout.query("select current_user || id from mine")).isEqualTo("ana42");
        assertThat(checkout.dev("status", "--json").out()).doesNotContain("s one");
    }

    @Test
    void anEngineThatIsGoneKeepsNobodyFromUsingAnotherProvider() throws IOException {
        isWell(checkout.dev("up", "-d"));
        checkout.with("DOCKER_HOST", NOWHERE);
        checkout.write("services.yaml", "project: shop\n");
        Run up = checkout.dev("up", "-d");

        isWell(up);
        assertThat(up.out() + up.err()).contains("cannot be stopped");
        checkout.with("DOCKER_HOST", "");
        isWell(checkout.dev("down"));
        assertThat(Docker.containers(checkout.root())).isEmpty();
    }
}
