package io.devctl.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Event;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.unit.Condition;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.Restart;
import io.devctl.supervise.unit.UnitSpec;
import io.devctl.system.PortOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users of other supervisors have complained about, by the number of the complaint. */
@Timeout(60)
final class ReplaysIT {
    @RegisterExtension
    private final TestEnvironment environment = new TestEnvironment();

    @RegisterExtension
    private final TestEnvironment other = new TestEnvironment("another environment");

    private void touch(String name) throws IOException {
        Files.createFile(environment.dir().resolve(name));
    }

    private static UnitSpec server(TestEnvironment where, String name, int port) {
        String command = "exec %s -Xmx32m -cp '%s' %s %d"
                .formatted(
                        TestEnvironment.java(),
                        System.getProperty("java.class.path"),
                        SlowServer.class.getName(),
                        port);
        return Specs.port(where.shell(name, command), port);
    }

    /** There the end of the leader was taken for the end of all. */
    @Test
    @DisplayName("process-compose #520: a child in the group does not outlive down when its leader ends on SIGTERM")
    void aChildInTheGroupDoesNotOutliveDown() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell(
                "a", "(trap '' TERM; while :; do sleep 0.1; done) & trap 'exit 0' TERM; echo up; wait")));
        environment.awaitOutput("a", "up");

        assertThat(client.shutdown(false, event -> {}).left()).isEmpty();

        assertThat(environment.marked()).isEmpty();
    }

    @Test
    @DisplayName("process-compose #354: a shutdown that takes long says for whom it waits")
    void aShutdownThatTakesLongSaysForWhomItWaits() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(
                environment.shell("quick", "echo up; exec sleep 1000"),
                environment.shell("deaf", "trap '' TERM; echo up; while :; do sleep 0.1; done")));
        environment.awaitOutput("quick", "up");
        environment.awaitOutput("deaf", "up");
        long pid = Objects.requireNonNull(TestEnvironment.status(client, "deaf").pid());
        List<String> words = new CopyOnWriteArrayList<>();

        client.shutdown(false, event -> {
            if (event instanceof Event.Stopping stopping) {
                words.add(stopping.what());
            }
        });

        assertThat(words)
                .isNotEmpty()
                .allMatch(what -> what.matches("waiting for deaf \\(pid .*" + pid + ".*\\), .* s of 2 s"));
    }

    /** There liveness was for daemons only, and a first start could not be given more time than a later one. */
    @Test
    @DisplayName("process-compose #531: begun, then ready, then alive, each with its own probe and time")
    void begunThenReadyThenAlive() throws IOException {
        SupervisorClient client = environment.started();
        Probe startup = Probe.of(new Probe.Check.Exec(List.of("test", "-e", "begun")));
        Probe ready = Probe.of(new Probe.Check.Sql("ready"));
        Probe live = new Probe(
                new Probe.Check.Exec(List.of("sh", "-c", "[ ! -e broken ] || { echo it hangs; exit 1; }")),
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                2,
                Duration.ofSeconds(1));
        UnitSpec a = Specs.restart(
                environment.shell("a", "rm -f broken; echo up; exec sleep 1000"),
                new Restart(Restart.Policy.NO, Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofSeconds(9), 5));
        client.apply(List.of(Specs.probes(a, ready, live).withStartup(startup)));

        TestEnvironment.await(
                () -> "the probe exits with 1"
                        .equals(TestEnvironment.status(client, "a").reason()),
                () -> "the words of the probe for the start: " + client.status());
        assertThat(TestEnvironment.status(client, "a").state()).isEqualTo(ServiceState.STARTING);
        touch("begun");
        TestEnvironment.await(
                () -> "query is not true: ready"
                        .equals(TestEnvironment.status(client, "a").reason()),
                () -> "the words of the query: " + client.status());
        assertThat(TestEnvironment.status(client, "a").state()).isEqualTo(ServiceState.RUNNING);
        Files.createFile(environment.state().resolve("ready"));
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
        touch("broken");
        TestEnvironment.await(() -> TestEnvironment.status(client, "a").restarts() == 1, () -> "a restart");
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
        assertThat(environment.log("a"))
                .anyMatch(line -> line.text().equals("not alive any more: the probe exits with 1: it hangs"));
    }

    @Test
    @DisplayName("process-compose #394: no control port, so two environments do not meet")
    void noControlPort() throws IOException {
        SupervisorClient one = environment.started();
        SupervisorClient two = other.started();
        one.apply(List.of(environment.shell("a", "sleep 1000")));
        two.apply(List.of(other.shell("a", "sleep 1000")));

        TestEnvironment.awaitState(one, "a", ServiceState.READY);
        TestEnvironment.awaitState(two, "a", ServiceState.READY);
        assertThat(PortOwner.listenedBy(one.pid())).isNull();
        assertThat(PortOwner.listenedBy(two.pid())).isNull();
    }

    /** There it could neither be stopped any more nor was it alone. */
    @Test
    @DisplayName("process-compose #530: restarts while it waits give one process")
    void restartsWhileItWaitsGiveOneProcess() throws IOException {
        SupervisorClient client = environment.started();
        Restart slow = new Restart(
                Restart.Policy.ALWAYS, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30), 5);
        UnitSpec waiting =
                Specs.after(environment.shell("a", "echo up; exec sleep 1000"), "postgres", new Condition.Ready());
        UnitSpec backingOff =
                Specs.restart(environment.shell("b", "echo up; [ -e go ] || exit 1; exec sleep 1000"), slow);
        client.apply(List.of(waiting, backingOff));
        TestEnvironment.awaitState(client, "b", ServiceState.RESTARTING);
        touch("go");

        for (int i = 0; i < 5; i++) {
            client.restart(Set.of("a", "b"));
        }
        client.fact("postgres", true, null);
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
        TestEnvironment.awaitState(client, "b", ServiceState.READY);

        assertThat(environment.output("a")).containsExactly("up");
        assertThat(environment.marked()).hasSize(2);
        assertThat(client.stop(Set.of("a", "b"))).isEmpty();
    }

    @Test
    @DisplayName("docker compose #11808: a task that has succeeded does not run again while its inputs are the same")
    void aTaskThatHasSucceededDoesNotRunAgain() throws IOException {
        touch("input");
        UnitSpec task = Specs.task(environment.shell("t", "echo run"), "input");
        SupervisorClient first = environment.started();
        first.apply(List.of(task));
        TestEnvironment.awaitState(first, "t", ServiceState.COMPLETED);
        first.shutdown(false, event -> {});

        SupervisorClient second = environment.started();
        second.apply(List.of(task));
        ServiceStatus status = TestEnvironment.awaitState(second, "t", ServiceState.COMPLETED);

        assertThat(status.reason()).isEqualTo("inputs unchanged");
        assertThat(environment.output("t")).containsExactly("run");
    }

    @Test
    @DisplayName("tilt #5327: what crashes is started again, with a longer wait each time, and not for ever")
    void whatCrashesIsStartedAgain() throws IOException {
        SupervisorClient client = environment.started();
        Restart rule = new Restart(
                Restart.Policy.ON_FAILURE, Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(30), 2);
        client.apply(List.of(Specs.restart(environment.shell("a", "echo run; kill -9 $$"), rule)));

        ServiceStatus status = TestEnvironment.awaitState(client, "a", ServiceState.FAILED);

        assertThat(status.reason())
                .isEqualTo(
                        "exited with 137 (SIGKILL, or out of memory) before it was ready; gave up after 2 restarts in a row");
        assertThat(environment.output("a")).filteredOn("run"::equals).hasSize(3);
    }

    /** There whoever waited for a migration went on when it took too long, and when nobody knew how it had ended. */
    @Test
    @DisplayName(
            "pitchfork #876: nobody goes on before a task has succeeded, whatever happens to the supervisor meanwhile")
    void nobodyGoesOnBeforeATaskHasSucceeded() throws Exception {
        SupervisorClient first = environment.started();
        UnitSpec task = Specs.task(environment.shell("t", "echo run; until [ -e go ]; do sleep 0.02; done; exit 3"));
        UnitSpec after = Specs.after(environment.shell("a", "echo up"), "t", new Condition.Completed());
        first.apply(List.of(task, after));
        environment.awaitOutput("t", "run");
        environment.killSupervisor();
        touch("go");
        TestEnvironment.await(() -> environment.marked().isEmpty(), () -> "the task to end");

        SupervisorClient second = environment.started();
        assertThat(TestEnvironment.awaitState(second, "t", ServiceState.FAILED).exitCode())
                .isEqualTo(3);
        assertThat(second.plan(List.of(task, after)))
                .extracting(change -> change.cause())
                .contains("it has failed: exited with 3");
        assertThat(environment.output("a")).isEmpty();
    }

    @Test
    @DisplayName("overmind #186 and #118: the socket of a killed supervisor is in nobody's way")
    void theSocketOfAKilledSupervisorIsInNobodysWay() throws Exception {
        SupervisorClient first = environment.started();
        first.status();
        Path socket = Supervisor.Address.read(RunDirectory.of(environment.state()))
                .map(Supervisor.Address::socket)
                .orElseThrow();
        environment.killSupervisor();
        assertThat(Files.exists(socket)).isTrue();

        assertThat(environment.started().status()).isEmpty();
    }

    @Test
    @DisplayName("devenv #2519: an edit restarts what it is about while the rest goes on")
    void anEditRestartsWhatItIsAbout() throws IOException {
        SupervisorClient client = environment.started();
        UnitSpec edited = environment.shell("edited", "exec sleep 1000");
        UnitSpec same = environment.shell("same", "exec sleep 1000");
        client.apply(List.of(edited, same));
        Long before =
                TestEnvironment.awaitState(client, "edited", ServiceState.READY).pid();
        Long kept =
                TestEnvironment.awaitState(client, "same", ServiceState.READY).pid();

        client.apply(List.of(Specs.env(edited, "LOG_LEVEL", "debug"), same));
        TestEnvironment.await(
                () -> TestEnvironment.status(client, "edited").state() == ServiceState.READY
                        && !Objects.equals(
                                TestEnvironment.status(client, "edited").pid(), before),
                () -> "another process: " + client.status());

        assertThat(TestEnvironment.status(client, "same").pid()).isEqualTo(kept);
    }

    @Test
    @DisplayName("aspire #15523: of two on one port the second fails, and says who has it")
    void ofTwoOnOnePortTheSecondFails() throws IOException {
        int port = TestEnvironment.freePort();
        SupervisorClient one = environment.started();
        one.apply(List.of(server(environment, "first", port)));
        Long pid = TestEnvironment.awaitState(one, "first", ServiceState.READY).pid();

        SupervisorClient two = other.started();
        two.apply(List.of(server(other, "second", port)));

        assertThat(TestEnvironment.awaitState(two, "second", ServiceState.FAILED)
                        .reason())
                .startsWith("port " + port + " is used by '")
                .endsWith("(pid " + pid + "), which is service 'first' of the environment in '"
                        + environment.dir().toRealPath() + "'");
    }

    @Test
    void secretsAreMaskedInTheLogAndInWhatProbesSay() throws IOException {
        SupervisorClient client = environment.started();
        Probe probe = Probe.of(new Probe.Check.Exec(List.of("sh", "-c", "echo \"no entry with $API_KEY\"; exit 1")));
        UnitSpec a =
                Specs.env(environment.shell("a", "echo \"my key: $API_KEY\"; exec sleep 1000"), "API_KEY", "hunter22");
        client.apply(List.of(Specs.probes(a, probe, null)));

        environment.awaitOutput("a", "my key: ***");
        TestEnvironment.await(
                () -> "the probe exits with 1: no entry with ***"
                        .equals(TestEnvironment.status(client, "a").reason()),
                () -> "the probe's words: " + client.status());
    }

    @Test
    void tellsWhatAServiceWithAllItHasStartedUses() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(
                environment.shell("busy", "(while :; do :; done) & (while :; do sleep 0.1; done) & wait"),
                environment.shell("idle", "exec sleep 1000")));
        TestEnvironment.awaitState(client, "busy", ServiceState.READY);
        TestEnvironment.awaitState(client, "idle", ServiceState.READY);

        TestEnvironment.await(
                () -> uses(client, "busy").cpuTime().toMillis() >= 100, () -> "some use: " + client.usage());

        assertThat(uses(client, "busy").processes()).isGreaterThanOrEqualTo(3);
        assertThat(uses(client, "busy").memoryBytes()).isPositive();
        assertThat(uses(client, "idle").processes()).isEqualTo(1);
        assertThat(uses(client, "idle").cpuTime()).isLessThan(Duration.ofMillis(100));
    }

    private static ServiceUsage uses(SupervisorClient client, String unit) {
        return Objects.requireNonNull(client.usage().get(unit), unit);
    }
}
