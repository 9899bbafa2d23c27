package io.devctl.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Event;
import io.devctl.model.ServiceState;
import io.devctl.supervise.unit.Condition;
import io.devctl.supervise.unit.Stop;
import io.devctl.supervise.unit.UnitSpec;
import io.devctl.system.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Units that do not want to go. After each test nothing may be left; the environment checks that. */
@Timeout(60)
final class StoppingIT {
    @RegisterExtension
    private final TestEnvironment environment = new TestEnvironment();

    @Test
    void stopsAServiceWithItsSignal() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(
                List.of(environment.shell("a", "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.05; done")));
        environment.awaitOutput("a", "up");
        assertThat(client.stop(Set.of("a"))).isEmpty();
        assertThat(TestEnvironment.status(client, "a").state()).isEqualTo(ServiceState.STOPPED);
        assertThat(TestEnvironment.status(client, "a").exitCode()).isEqualTo(7);
        assertThat(environment.output("a")).startsWith("up").contains("bye");
        assertThat(environment.marked()).isEmpty();
    }

    @Test
    void sendsAnotherSignalWhenAsked() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(Specs.stop(
                environment.shell("a", "trap 'echo int; exit 0' INT; echo up; while :; do sleep 0.05; done"),
                new Stop("INT", Duration.ofSeconds(5), null, false))));
        environment.awaitOutput("a", "up");
        client.stop(Set.of("a"));
        assertThat(environment.output("a")).contains("int");
    }

    /** As under nohup, or in the background of a script: what ignores a signal hands that on to all that it starts. */
    @Test
    void aServiceHearsTheSignalsThatItsSupervisorIgnores() throws IOException {
        environment.startSupervisor("/bin/sh", "-c", "trap '' HUP INT QUIT; exec \"$@\"", "sh");
        SupervisorClient client = environment.client();
        List<UnitSpec> specs = Stream.of("HUP", "INT", "QUIT")
                .map(signal -> Specs.stop(
                        environment.shell(
                                signal,
                                "trap 'echo heard; exit 0' %s; echo up; while :; do sleep 0.05; done"
                                        .formatted(signal)),
                        new Stop(signal, Duration.ofSeconds(30), null, false)))
                .toList();
        client.apply(specs);
        specs.forEach(spec -> environment.awaitOutput(spec.name(), "up"));

        client.stop(Set.of("HUP", "INT", "QUIT"));

        specs.forEach(spec -> assertThat(environment.output(spec.name())).contains("heard"));
    }

    @Test
    void killsAServiceThatIgnoresItsSignal() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell("deaf", "trap '' TERM; echo up; while :; do sleep 0.1; done")));
        environment.awaitOutput("deaf", "up");
        List<String> words = new CopyOnWriteArrayList<>();
        client.subscribe(event -> {
            if (event instanceof Event.Stopping stopping) {
                words.add(stopping.what());
            }
        });
        assertThat(client.stop(Set.of("deaf"))).isEmpty();
        assertThat(TestEnvironment.status(client, "deaf").exitCode()).isEqualTo(137);
        assertThat(words).first().asString().matches("waiting for deaf \\(pid [0-9, ]+\\), 1\\.\\d s of 2 s");
    }

    @Test
    void killsAGroupChildThatOutlivesItsLeader() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell(
                "a", "(trap '' TERM; while :; do sleep 0.1; done) & echo up; trap 'exit 0' TERM; wait")));
        environment.awaitOutput("a", "up");
        assertThat(client.stop(Set.of("a"))).isEmpty();
        assertThat(environment.marked()).isEmpty();
    }

    @Test
    void stopsAChildInASessionOfItsOwn() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell("a", "setsid sleep 1000 & echo up; wait")));
        environment.awaitOutput("a", "up");
        assertThat(client.stop(Set.of("a"))).isEmpty();
        assertThat(environment.marked()).isEmpty();
    }

    @Test
    void stopsADaemonThatHasForkedTwice() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell(
                "a",
                "setsid sh -c '(trap \"\" TERM HUP; exec >/dev/null 2>&1; while :; do sleep 0.1; done) &' & "
                        + "echo up; while :; do sleep 0.1; done")));
        environment.awaitOutput("a", "up");
        assertThat(client.stop(Set.of("a"))).isEmpty();
        assertThat(environment.marked()).isEmpty();
    }

    @Test
    void stopsADaemonThatHasEmptiedItsEnvironment() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell(
                "a",
                "setsid env -i /bin/sh -c '(trap \"\" TERM HUP; while :; do /bin/sleep 0.1; done) & echo daemon $!' & "
                        + "while :; do sleep 0.1; done")));
        long daemon = Long.parseLong(environment.awaitWord("a", "daemon"));
        assertThat(Proc.stat(daemon)).isPresent();
        assertThat(client.stop(Set.of("a"))).isEmpty();
        assertThat(Proc.stat(daemon).filter(stat -> !stat.ended())).isEmpty();
    }

    @Test
    void stopsSuchADaemonAfterItsSupervisorWasKilled() throws Exception {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell(
                "a",
                "setsid env -i /bin/sh -c '/bin/sleep 1000 & echo daemon $!; wait' & while :; do sleep 0.1; done")));
        long daemon = Long.parseLong(environment.awaitWord("a", "daemon"));
        environment.killSupervisor();
        assertThat(LeftUnits.stopAll(environment.state(), event -> {})).isEmpty();
        assertThat(Proc.stat(daemon).filter(stat -> !stat.ended())).isEmpty();
    }

    @Test
    void catchesWhatIsForkedWhileItStops() throws IOException {
        SupervisorClient client = environment.started();
        String forker = "fork() { (trap fork TERM; sleep 0.05; setsid sh -c \"$0\" \"$0\" & sleep 1) & }; "
                + "trap 'fork; fork' TERM; echo up; while :; do sleep 0.05; done";
        client.apply(
                List.of(environment.shell("a", "s='" + forker.replace("'", "'\\''") + "'; exec sh -c \"$s\" \"$s\"")));
        environment.awaitOutput("a", "up");
        assertThat(client.stop(Set.of("a"))).isEmpty();
        assertThat(environment.marked()).isEmpty();
    }

    @Test
    void sweepsWhatACrashedServiceLeaves() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell("a", "setsid sleep 1000 & sleep 0.2; exit 4")));
        var status = TestEnvironment.awaitState(client, "a", ServiceState.FAILED);
        assertThat(status.exitCode()).isEqualTo(4);
        assertThat(environment.marked()).isEmpty();
    }

    @Test
    void stopsDependentsBeforeDependencies() throws IOException {
        SupervisorClient client = environment.started();
        String script = "trap 'sleep 0.3; echo gone; exit 0' TERM; echo up; while :; do sleep 0.02; done";
        client.apply(List.of(
                environment.shell("base", script),
                Specs.after(environment.shell("middle", script), "base", new Condition.Ready()),
                Specs.after(environment.shell("top", script), "middle", new Condition.Started())));
        environment.awaitOutput("top", "up");
        client.shutdown(false, event -> {});
        assertThat(environment.log("base", "middle", "top").stream()
                        .filter(line -> line.text().equals("gone"))
                        .map(line -> line.service()))
                .containsExactly("top", "middle", "base");
    }

    @Test
    void shutsDownEverythingAndThenPostgres() throws Exception {
        SupervisorClient client = environment.started();
        long pid = client.pid();
        client.apply(List.of(environment.shell("a", "sleep 1000"), environment.shell("b", "sleep 1000")));
        TestEnvironment.awaitState(client, "b", ServiceState.READY);
        assertThat(client.shutdown(false, event -> {}).left()).isEmpty();
        assertThat(environment.marked()).isEmpty();
        assertThat(environment.state().resolve("postgres")).hasContent("stopped");
        assertThat(environment.state().resolve("run/units/a")).isDirectoryNotContaining("glob:**/1");
        TestEnvironment.await(() -> ProcessHandle.of(pid).isEmpty(), () -> "the supervisor to end");
    }

    @Test
    void shutsDownOnSigterm() throws Exception {
        Process supervisor = environment.startSupervisor();
        SupervisorClient client = environment.client();
        client.apply(List.of(environment.shell("a", "sleep 1000")));
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
        supervisor.destroy();
        supervisor.waitFor();
        assertThat(environment.marked()).isEmpty();
        assertThat(environment.state().resolve("postgres")).hasContent("stopped");
    }

    @Test
    void saysThatItEndsWhileASignalEndsIt() throws Exception {
        Process supervisor = environment.startSupervisor();
        SupervisorClient client = environment.client();
        client.apply(List.of(environment.shell(
                "slow",
                "trap 'until [ -e go ]; do sleep 0.02; done; exit' TERM; echo up; while :; do sleep 0.05; done")));
        environment.awaitOutput("slow", "up");
        supervisor.destroy();
        TestEnvironment.await(client::ending, () -> "the supervisor to say that it ends");
        Files.createFile(environment.dir().resolve("go"));
        supervisor.waitFor();
    }

    @Test
    void stopsEverythingWhenItsOwnerIsLost() throws Exception {
        Process supervisor = environment.startSupervisor();
        SupervisorClient client = environment.client();
        client.own();
        client.apply(List.of(environment.shell("a", "sleep 1000")));
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
        client.close();
        supervisor.waitFor();
        assertThat(environment.marked()).isEmpty();
        assertThat(environment.state().resolve("postgres")).hasContent("stopped");
    }

    @Test
    void goesOnWhenItsOwnerHasDetached() throws Exception {
        SupervisorClient client = environment.started();
        client.own();
        client.apply(List.of(environment.shell("a", "sleep 1000")));
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
        client.detach();
        client.close();
        SupervisorClient later = environment.client();
        assertThat(later.owned()).isFalse();
        assertThat(TestEnvironment.status(later, "a").state()).isEqualTo(ServiceState.READY);
    }
}
