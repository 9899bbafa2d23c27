package io.devctl.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Event;
import io.devctl.model.LogLine;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.unit.Condition;
import io.devctl.supervise.unit.HostPort;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.Restart;
import io.devctl.supervise.unit.UnitSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Units on their way to being ready, or not. */
@Timeout(60)
final class StartingIT {
    @RegisterExtension
    private final TestEnvironment environment = new TestEnvironment();

    private UnitSpec server(String name, int port) {
        String command = "exec %s -Xmx32m -cp '%s' %s %d"
                .formatted(
                        TestEnvironment.java(),
                        System.getProperty("java.class.path"),
                        SlowServer.class.getName(),
                        port);
        return Specs.port(environment.shell(name, command), port);
    }

    @Test
    void aServiceIsReadyWhenItsPortAcceptsConnections() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(server("web", TestEnvironment.freePort())));
        ServiceStatus status = TestEnvironment.awaitState(client, "web", ServiceState.READY);
        environment.awaitOutput("web", "listening");
        assertThat(status.reason()).isNull();
        assertThat(status.uptime()).isPositive();
    }

    @Test
    void anHttpProbeSaysWhyItIsNotReadyYet() throws IOException {
        SupervisorClient client = environment.started();
        List<String> reasons = new CopyOnWriteArrayList<>();
        client.subscribe(event -> {
            if (event instanceof Event.ServiceChanged changed
                    && changed.status().reason() != null) {
                reasons.add(changed.status().reason());
            }
        });
        int port = TestEnvironment.freePort();
        Probe probe = Probe.of(new Probe.Check.Http("http://127.0.0.1:" + port + "/health", null, "^fine$"));
        client.apply(List.of(Specs.probes(server("web", port), probe, null)));
        TestEnvironment.awaitState(client, "web", ServiceState.READY);
        assertThat(reasons).anyMatch(r -> r.endsWith("/health answers 503: warming up"));
    }

    @Test
    void aDeadServiceShowsItsLastLines() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(
                environment.shell("a", "echo starting; echo 'no such table: users' >&2; exit 3"),
                Specs.after(environment.shell("b", "sleep 1000"), "a", new Condition.Ready()),
                environment.shell("c", "sleep 1000")));
        ServiceStatus a = TestEnvironment.awaitState(client, "a", ServiceState.FAILED);
        assertThat(a.reason()).isEqualTo("exited with 3 before it was ready");
        assertThat(a.exitCode()).isEqualTo(3);
        assertThat(environment.output("a")).containsExactlyInAnyOrder("starting", "no such table: users");
        ServiceStatus b = TestEnvironment.awaitState(client, "b", ServiceState.PENDING);
        assertThat(b.reason()).isEqualTo("blocked: a failed: exited with 3 before it was ready");
        assertThat(SupervisorClient.blocked(b)).isTrue();
        TestEnvironment.awaitState(client, "c", ServiceState.READY);
    }

    @Test
    void aMissingCommandIsToldFromAFailingOne() throws IOException {
        SupervisorClient client = environment.started();
        UnitSpec a = environment.shell("a", "x");
        client.apply(List.of(new UnitSpec(
                "a",
                false,
                List.of("no-such-command"),
                a.dir(),
                a.env(),
                null,
                null,
                Map.of(),
                List.of(),
                null,
                null,
                a.restart(),
                a.stop(),
                List.of(),
                false)));
        assertThat(TestEnvironment.awaitState(client, "a", ServiceState.FAILED).reason())
                .startsWith("exited with 127 (command not found)");
    }

    @Test
    void aTakenPortNamesItsOwner() throws IOException {
        SupervisorClient client = environment.started();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            client.apply(List.of(Specs.port(environment.shell("a", "sleep 1000"), taken.getLocalPort())));
            ServiceStatus status = TestEnvironment.awaitState(client, "a", ServiceState.FAILED);
            assertThat(status.reason())
                    .startsWith("port " + taken.getLocalPort() + " is used by '")
                    .endsWith("(pid " + ProcessHandle.current().pid() + ")");
        }
    }

    @Test
    void twoOnOnePortAreNotBothReady() throws IOException {
        SupervisorClient client = environment.started();
        int port = TestEnvironment.freePort();
        UnitSpec second = Specs.port(environment.shell("second", "sleep 1000"), port);
        client.apply(List.of(server("first", port), second));
        TestEnvironment.awaitState(client, "first", ServiceState.READY);
        TestEnvironment.await(
                () -> String.valueOf(TestEnvironment.status(client, "second").reason())
                        .startsWith("port " + port + " is "),
                () -> "the second to be told: " + client.status());
        assertThat(TestEnvironment.status(client, "second").state()).isNotEqualTo(ServiceState.READY);
    }

    @Test
    void restartsWhatCrashesAndGivesUpInTheEnd() throws IOException {
        SupervisorClient client = environment.started();
        Restart rule = new Restart(
                Restart.Policy.ON_FAILURE, Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(30), 3);
        client.apply(List.of(Specs.restart(environment.shell("a", "echo run; exit 1"), rule)));
        ServiceStatus status = TestEnvironment.awaitState(client, "a", ServiceState.FAILED);
        assertThat(status.restarts()).isEqualTo(3);
        assertThat(status.reason()).endsWith("gave up after 3 restarts in a row");
        assertThat(environment.output("a")).containsExactly("run", "run", "run", "run");
    }

    @Test
    void waitsForFactsAddressesAndLines() throws IOException {
        SupervisorClient client = environment.started();
        int port = TestEnvironment.freePort();
        UnitSpec a = Specs.after(
                environment.shell("a", "sleep 0.2; echo 'ready to serve'; sleep 1000"),
                "postgres",
                new Condition.Ready());
        UnitSpec b = Specs.after(environment.shell("b", "sleep 1000"), "a", new Condition.Log("ready to \\w+"));
        UnitSpec c = Specs.waitFor(environment.shell("c", "sleep 1000"), new HostPort("localhost", port));
        client.apply(List.of(a, b, c));
        assertThat(TestEnvironment.awaitState(client, "a", ServiceState.PENDING).reason())
                .isEqualTo("waiting for postgres");
        assertThat(TestEnvironment.status(client, "c").reason()).isEqualTo("waiting for localhost:" + port);
        client.fact("postgres", true, null);
        TestEnvironment.awaitState(client, "b", ServiceState.READY);
        assertThat(TestEnvironment.status(client, "c").state()).isEqualTo(ServiceState.PENDING);
        try (ServerSocket there = new ServerSocket(port)) {
            assertThat(there.isBound()).isTrue();
            TestEnvironment.awaitState(client, "c", ServiceState.READY);
        }
    }

    @Test
    void skipsATaskWhileItsInputsAreUnchanged() throws IOException {
        Files.createDirectories(environment.dir().resolve("data/ä b"));
        Files.writeString(environment.dir().resolve("data/ä b/1.sql"), "1");
        SupervisorClient client = environment.started();
        UnitSpec task = Specs.task(environment.shell("t", "echo run"), "data/**/*.sql");
        client.apply(List.of(task, Specs.after(environment.shell("a", "sleep 1000"), "t", new Condition.Completed())));
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
        client.start(Set.of("t"));
        TestEnvironment.await(
                () -> "inputs unchanged"
                        .equals(TestEnvironment.status(client, "t").reason()),
                () -> "the task to be skipped");
        assertThat(environment.output("t")).containsExactly("run");
        Files.writeString(environment.dir().resolve("data/ä b/2.sql"), "2");
        client.start(Set.of("t"));
        TestEnvironment.await(() -> environment.output("t").size() == 2, () -> "the task to run again");
        TestEnvironment.awaitState(client, "t", ServiceState.COMPLETED);
    }

    @Test
    void appliesOnlyWhatDiffers() throws IOException {
        SupervisorClient client = environment.started();
        UnitSpec same = environment.shell("same", "sleep 1000");
        UnitSpec changed = environment.shell("changed", "sleep 1000");
        client.apply(List.of(same, changed, environment.shell("old", "sleep 1000")));
        TestEnvironment.awaitState(client, "old", ServiceState.READY);
        Long samePid =
                TestEnvironment.awaitState(client, "same", ServiceState.READY).pid();
        Long changedPid = TestEnvironment.awaitState(client, "changed", ServiceState.READY)
                .pid();
        client.apply(List.of(same, Specs.env(changed, "LEVEL", "debug"), environment.shell("new", "sleep 1000")));
        TestEnvironment.await(
                () -> client.status().stream()
                                .map(ServiceStatus::name)
                                .toList()
                                .equals(List.of("same", "changed", "new"))
                        && client.status().stream().allMatch(s -> s.state() == ServiceState.READY),
                () -> "the change: " + client.status());
        assertThat(TestEnvironment.status(client, "same").pid()).isEqualTo(samePid);
        assertThat(TestEnvironment.status(client, "changed").pid()).isNotEqualTo(changedPid);
    }

    @Test
    void keepsEveryLineOfAFlood() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(
                List.of(Specs.task(environment.shell("flood", "seq -f 'line %.0f of a flood' 100000; seq 5 >&2"))));
        TestEnvironment.awaitState(client, "flood", ServiceState.COMPLETED);
        List<LogLine> lines = new ArrayList<>(environment.log("flood"));
        List<String> out = lines.stream()
                .filter(line -> line.stream() == LogLine.Stream.OUT)
                .map(LogLine::text)
                .toList();
        assertThat(out).hasSize(100_000).startsWith("line 1 of a flood").endsWith("line 100000 of a flood");
        assertThat(lines.get(lines.size() - 1).text()).isEqualTo("exited with 0");
    }

    @Test
    void aServiceThatClosesItsOutputLivesOn() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell("a", "echo up; exec >&- 2>&-; sleep 1000")));
        environment.awaitOutput("a", "up");
        assertThat(TestEnvironment.awaitState(client, "a", ServiceState.READY).state())
                .isEqualTo(ServiceState.READY);
        client.restart(Set.of("a"));
        TestEnvironment.await(() -> environment.output("a").size() == 2, () -> "it to start again");
    }

    @Test
    void aServiceThatIsNotReadyInTimeIsStopped() throws IOException {
        SupervisorClient client = environment.started();
        Probe probe = new Probe(
                new Probe.Check.Exec(List.of("sh", "-c", "echo not yet; exit 1")),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                3,
                Duration.ofMillis(400));
        client.apply(List.of(Specs.probes(environment.shell("a", "sleep 1000"), probe, null)));
        assertThat(TestEnvironment.awaitState(client, "a", ServiceState.FAILED).reason())
                .isEqualTo("not ready within 0.4 s: the probe exits with 1: not yet");
        assertThat(environment.marked()).isEmpty();
    }

    @Test
    void aLivenessProbeRestarts() throws IOException {
        SupervisorClient client = environment.started();
        Probe live = new Probe(
                new Probe.Check.Exec(List.of("sh", "-c", "[ ! -e broken ]")),
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                2,
                Duration.ofSeconds(1));
        UnitSpec a = Specs.restart(
                environment.shell("a", "rm -f broken; echo up; sleep 1000"),
                new Restart(Restart.Policy.NO, Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofSeconds(9), 5));
        client.apply(List.of(Specs.probes(a, null, live)));
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
        Files.createFile(environment.dir().resolve("broken"));
        TestEnvironment.await(() -> TestEnvironment.status(client, "a").restarts() == 1, () -> "a restart");
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
    }
}
