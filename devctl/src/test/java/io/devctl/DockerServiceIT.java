package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.devctl.testing.Checkout;
import io.devctl.testing.Docker;
import io.devctl.testing.Run;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service with an image and no command. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DockerServiceIT {
    private static final String IMAGE = "devctl-test-service:1";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void needsAnEngine() {
        Docker.needs(IMAGE);
        services("greeter: {image: \"" + IMAGE + "\", port: auto, env: {GREETING: hi}, restart: on-failure}");
    }

    @AfterEach
    void clean() {
        checkout.with("DOCKER_HOST", "");
        checkout.dev("down");
        Docker.clean(checkout.root());
    }

    private void services(String services) {
        checkout.write("services.yaml", "project: shop\nservices:\n  " + services + "\n");
    }

    private static void isWell(Run run) {
        assertThat(run.exitCode()).as(run.toString()).isZero();
    }

    private JsonObject greeter() {
        return checkout.dev("status", "--json")
                .json()
                .getAsJsonArray("services")
                .get(0)
                .getAsJsonObject();
    }

    private JsonObject await(Predicate<JsonObject> state) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonObject now = greeter();
        while (!state.test(now)) {
            assertThat(System.nanoTime()).as("still %s", now).isLessThan(end);
            now = greeter();
        }
        return now;
    }

    private static boolean ready(JsonObject service) {
        return service.get("state").getAsString().equals("ready");
    }

    private static void kill(JsonObject process) throws IOException, InterruptedException {
        ProcessHandle handle = ProcessHandle.of(process.get("pid").getAsLong()).orElseThrow();
        handle.destroyForcibly();
        handle.onExit().join();
    }

    private static String get(JsonObject service, String path) throws IOException {
        try (var body =
                URI.create(service.get("url").getAsString() + path).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private String container() {
        assertThat(Docker.containers(checkout.root())).hasSize(1);
        return Docker.docker(
                "inspect",
                "--format",
                "{{.Id}}",
                Docker.containers(checkout.root()).get(0));
    }

    @Test
    void runsAsAContainerAndEndsLikeAnyOtherService() throws Exception {
        isWell(checkout.dev("up", "-d"));
        JsonObject service = greeter();
        assertThat(ready(service)).isTrue();
        assertThat(get(service, "/")).isEqualTo("hi");
        assertThat(Docker.containers(checkout.root()))
                .singleElement()
                .asString()
                .matches("devctl-checkout-[0-9a-f]{12}-greeter");
        assertThat(checkout.dev("logs", "greeter").out())
                .contains("hello hi on 8080")
                .contains("to standard error");

        get(service, "/exit/3");
        JsonObject again = await(now -> ready(now) && now.get("restarts").getAsInt() == 1);
        assertThat(get(again, "/")).isEqualTo("hi");

        isWell(checkout.dev("stop", "greeter"));
        assertThat(Docker.containers(checkout.root())).isEmpty();
        assertThat(checkout.dev("logs", "greeter").out()).contains("exit 3").contains("bye");

        isWell(checkout.dev("start", "greeter"));
        assertThat(get(greeter(), "/")).isEqualTo("hi");
        isWell(checkout.dev("down"));
        assertThat(Docker.containers(checkout.root())).isEmpty();
    }

    @Test
    void isTakenOverAfterTheSupervisorWasKilledAndMadeAnewAfterItsOwnProcessWas() throws Exception {
        isWell(checkout.dev("up", "-d"));
        String container = container();
        isWell(checkout.dev("up", "-d"));
        assertThat(container()).isEqualTo(container);
        kill(checkout.dev("status", "--json").json().getAsJsonObject("supervisor"));
        assertThat(container()).isEqualTo(container);

        isWell(checkout.dev("up", "-d"));
        assertThat(container()).isEqualTo(container);
        assertThat(get(greeter(), "/")).isEqualTo("hi");

        kill(greeter());
        JsonObject again = await(now -> ready(now) && now.get("restarts").getAsInt() == 1);
        assertThat(container()).isNotEqualTo(container);
        assertThat(get(again, "/")).isEqualTo("hi");

        kill(checkout.dev("status", "--json").json().getAsJsonObject("supervisor"));
        kill(again);
        assertThat(Docker.containers(checkout.root())).hasSize(1);
        assertThat(checkout.dev("doctor").out()).contains("-greeter runs, and nothing knows of it");
        checkout.write("services.yaml", "broken: [");
        isWell(checkout.dev("down"));
        assertThat(Docker.containers(checkout.root())).isEmpty();
    }

    @Test
    void withoutAnEngineOrItsImageItSaysSo() {
        checkout.with("DOCKER_HOST", "unix:///nowhere/docker.sock");
        Run noEngine = checkout.dev("up", "-d");
        assertThat(noEngine.exitCode()).isEqualTo(69);
        assertThat(noEngine.err()).contains("/nowhere/docker.sock").contains("give the service a command");

        checkout.with("DOCKER_HOST", "");
        services("greeter: {image: \"devctl.invalid/nothing:1\", port: auto}");
        Run noImage = checkout.dev("up", "-d");
        assertThat(noImage.exitCode()).as(noImage.toString()).isEqualTo(1);
        assertThat(noImage.out() + noImage.err())
                .contains("the image cannot be pulled: 'devctl.invalid/nothing:1'")
                .contains("docker pull devctl.invalid/nothing:1");
    }
}
