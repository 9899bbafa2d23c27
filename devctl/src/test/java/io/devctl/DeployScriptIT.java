package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.app.Render;
import io.devctl.app.render.Artefact;
import io.devctl.app.render.RenderOptions;
import io.devctl.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rendered scripts as they are run, with a kubectl that writes down how it is called and answers as it is told. */
@Timeout(120)
class DeployScriptIT {
    /**
     * Writes each call into {@code calls}. A Job is complete unless the file {@code JOB.failed} or {@code JOB.endless} is
     * there, the live colour is in {@code colour}, and a deployment is well unless {@code DEPLOYMENT.sick} is there.
     */
    private static final String KUBECTL = """
            #!/bin/sh
            cd "$(dirname "$0")" || exit 70
            [ "$1" = --namespace ] && shift 2
            echo "$*" | sed "s#-f .*/out/#-f #" >>calls
            case "$*" in
              *'"Complete"'*) [ -e "$3.failed" ] || [ -e "$3.endless" ] || printf True ;;
              *'"Failed"'*) [ -e "$3.failed" ] && printf True ;;
              "get service "*) [ -e colour ] && cat colour ;;
              "patch service "*) echo "$*" | grep -q colour.:.green && printf green >colour || printf blue >colour ;;
              "rollout status "*) [ ! -e "${3#deployment/}.sick" ] || exit 1 ;;
              "logs "*) echo '{"event":"failed"}' ;;
              *) : ;;
            esac
            exit 0
            """;

    @TempDir
    Path root;

    private Path bin = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(root.resolve("api/migrations"));
        Files.writeString(root.resolve("api/migrations/20260101000000_x.sql"), "select 1;\n");
        Files.writeString(root.resolve("services.yaml"), """
                project: shop
                services:
                  web: {command: x, port: auto, env: {API: "${services.auth_api.url}"}}
                  auth_api: {dir: api, command: x, port: auto, migrations: {schema: auth}, depends_on: [queue]}
                  queue: {image: "rabbitmq:4", port: 5672}
                """);
        bin = Files.createDirectories(root.resolve("bin"));
        Path kubectl = Files.writeString(bin.resolve("kubectl"), KUBECTL);
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void everythingHappensInItsOrder() throws IOException {
        Run run = run(Artefact.K8S, "deploy.sh", Map.of());

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(changes())
                .containsExactly(
                        "delete job db-wait --ignore-not-found --wait=true",
                        "apply --server-side --force-conflicts -f wait-job.yaml",
                        "apply --server-side --force-conflicts -f migrations-configmap.yaml",
                        "delete job db-migrations --ignore-not-found --wait=true",
                        "apply --server-side --force-conflicts -f migrations-job.yaml",
                        "apply --server-side --force-conflicts -f services/queue.yaml",
                        "apply --server-side --force-conflicts -f services/auth-api.yaml",
                        "rollout status deployment/queue --timeout=300s",
                        "rollout status deployment/auth-api --timeout=300s",
                        "apply --server-side --force-conflicts -f services/web.yaml",
                        "rollout status deployment/web --timeout=300s");
    }

    @Test
    void aJobThatFailsStopsTheDeployAndIsExplained() throws IOException {
        tell("db-migrations.failed");

        Run run = run(Artefact.K8S, "deploy.sh", Map.of());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("deploy: db-migrations failed; nothing was deployed")
                .contains("{\"event\":\"failed\"}");
        assertThat(changes()).last().asString().startsWith("get pods -l job-name=db-migrations");
        assertThat(changes()).contains("describe job db-migrations").noneMatch(call -> call.contains("services/"));
    }

    @Test
    void aJobThatDoesNotEndStopsTheDeployInTime() throws IOException {
        tell("db-migrations.endless");

        Run run = run(Artefact.K8S, "deploy.sh", Map.of("TIMEOUT", "1"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("db-migrations has not ended within 1 s").contains("{\"event\":\"failed\"}");
        assertThat(changes()).noneMatch(call -> call.contains("services/"));
    }

    @Test
    void withoutPostgresNothingIsMigrated() throws IOException {
        tell("db-wait.failed");

        assertThat(run(Artefact.K8S, "deploy.sh", Map.of()).exitCode()).isEqualTo(1);
        assertThat(changes()).noneMatch(call -> call.contains("migrations"));
    }

    @Test
    void theOtherColourIsMigratedVerifiedAndSwitchedTo() throws IOException {
        tell("colour", "green");

        Run run = run(Artefact.BLUE_GREEN, "blue-green.sh", Map.of("SMOKE_TEST", "true"), "deploy");

        assertThat(run.exitCode()).as(run.toString()).isZero();
        List<String> calls = changes();
        assertThat(calls)
                .containsSubsequence(
                        "apply --server-side --force-conflicts -f wait-job.yaml",
                        "rollout status deployment/auth-api-green --timeout=60s",
                        "apply --server-side --force-conflicts -f migrations-job.yaml",
                        "apply --server-side --force-conflicts -f blue/auth-api.yaml",
                        "apply --server-side --force-conflicts -f verify-job.yaml",
                        "rollout status deployment/auth-api-blue --timeout=300s");
        assertThat(calls.subList(calls.size() - 3, calls.size()))
                .allSatisfy(call ->
                        assertThat(call).startsWith("patch service ").contains("\"devctl.io/colour\":\"blue\""));
        assertThat(run(Artefact.BLUE_GREEN, "blue-green.sh", Map.of(), "status").out())
                .isEqualTo("blue\n");
    }

    @Test
    void aColourThatIsNotWellIsNotSwitchedTo() throws IOException {
        tell("colour", "blue");
        tell("auth-api-green.sick");

        Run run = run(Artefact.BLUE_GREEN, "blue-green.sh", Map.of(), "deploy");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("green is not well; blue stays live");
        assertThat(bin.resolve("colour")).hasContent("blue");
    }

    @Test
    void nothingIsMigratedForALiveColourThatIsNotWell() throws IOException {
        tell("colour", "blue");
        tell("queue-blue.sick");

        assertThat(run(Artefact.BLUE_GREEN, "blue-green.sh", Map.of(), "deploy").exitCode())
                .isEqualTo(1);
        assertThat(changes()).noneMatch(call -> call.contains("migrations-job"));
    }

    @Test
    void aSmokeTestThatFailsOnceItIsLiveSwitchesBack() throws IOException {
        tell("colour", "blue");
        Path smoke = Files.writeString(
                bin.resolve("smoke"), "#!/bin/sh\n[ \"$(cat " + bin.resolve("colour") + ")\" = blue ]\n");
        assertThat(smoke.toFile().setExecutable(true)).isTrue();

        Run run = run(Artefact.BLUE_GREEN, "blue-green.sh", Map.of("SMOKE_TEST", smoke.toString()), "deploy");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("green is live").contains("back to blue");
        assertThat(bin.resolve("colour")).hasContent("blue");
    }

    @Test
    void backIsTheColourBefore() throws IOException {
        tell("colour", "green");

        assertThat(run(Artefact.BLUE_GREEN, "blue-green.sh", Map.of(), "back").exitCode())
                .isZero();
        assertThat(bin.resolve("colour")).hasContent("blue");
        assertThat(changes()).noneMatch(call -> call.contains("job"));
        assertThat(run(Artefact.BLUE_GREEN, "blue-green.sh", Map.of()).exitCode())
                .isEqualTo(64);
    }

    private void tell(String file, String... text) throws IOException {
        Files.writeString(bin.resolve(file), String.join("", text));
    }

    /** The calls but for the questions about Jobs and colours. */
    private List<String> changes() throws IOException {
        return Files.readAllLines(bin.resolve("calls")).stream()
                .filter(call -> !call.contains("jsonpath"))
                .toList();
    }

    private Run run(Artefact artefact, String script, Map<String, String> variables, String... arguments)
            throws IOException {
        RenderOptions options = new RenderOptions("shop", Map.of(), List.of(), "devctl", false, false, 1, false, null);
        Path out = root.resolve("out");
        Render.of(root, null, Map.of(), artefact, options, out).write();
        // as a user calls it, which needs the program's mode
        List<String> command =
                new java.util.ArrayList<>(List.of(out.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        builder.environment().put("POLL", "0");
        builder.environment().putAll(variables);
        return Run.await(builder.start(), Duration.ofMinutes(1));
    }
}
