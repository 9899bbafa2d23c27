package io.devctl.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.LogLine;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.process.Poll;
import io.devctl.supervise.unit.Condition;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.Stop;
import io.devctl.supervise.unit.UnitSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The supervisor dies without a chance to do anything, and the next one goes on. */
@Timeout(60)
final class CrashIT {
    private static final String COUNTER = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done";

    @RegisterExtension
    private final TestEnvironment environment = new TestEnvironment();

    @Test
    void takesOverWhatRuns() throws Exception {
        SupervisorClient first = environment.started();
        List<UnitSpec> specs = List.of(environment.shell("a", "echo up; sleep 1000"));
        first.apply(specs);
        ServiceStatus before = TestEnvironment.awaitState(first, "a", ServiceState.READY);
        environment.awaitOutput("a", "up");
        environment.killSupervisor();

        SupervisorClient second = environment.started();
        second.apply(specs);
        ServiceStatus after = TestEnvironment.awaitState(second, "a", ServiceState.READY);
        assertThat(after.pid()).isEqualTo(before.pid());
        assertThat(environment.output("a")).containsExactly("up");
    }

    @Test
    void restartsWhatIsToRunDifferently() throws Exception {
        SupervisorClient first = environment.started();
        first.apply(List.of(environment.shell("a", "sleep 1000"), environment.shell("b", "sleep 1000")));
        ServiceStatus before = TestEnvironment.awaitState(first, "a", ServiceState.READY);
        environment.killSupervisor();

        SupervisorClient second = environment.started();
        second.apply(List.of(environment.shell("a", "echo new; sleep 1000")));
        environment.awaitOutput("a", "new");
        assertThat(TestEnvironment.awaitState(second, "a", ServiceState.READY).pid())
                .isNotEqualTo(before.pid());
        TestEnvironment.await(() -> second.status().size() == 1, () -> "b to be gone");
        assertThat(environment.marked()).hasSize(2);
    }

    @Test
    void losesNoLineWhileThereIsNoSupervisor() throws Exception {
        SupervisorClient first = environment.started();
        List<UnitSpec> specs = List.of(environment.shell("counter", COUNTER));
        first.apply(specs);
        environment.awaitOutput("counter", "20");
        environment.killSupervisor();
        int seen = environment.output("counter").size();
        TestEnvironment.await(() -> keptBytes("counter") > 300, () -> "the guard to keep output");

        SupervisorClient second = environment.started();
        second.apply(specs);
        environment.awaitOutput("counter", Integer.toString(seen + 200));
        List<String> lines = environment.output("counter");
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).isEqualTo(Integer.toString(i + 1));
        }
    }

    @Test
    void keepsInTheLogWhatWasWrittenBetweenTheCrashAndDown() throws Exception {
        SupervisorClient first = environment.started();
        first.apply(List.of(environment.shell("counter", COUNTER)));
        environment.awaitOutput("counter", "20");
        environment.killSupervisor();
        int seen = environment.output("counter").size();
        TestEnvironment.await(() -> keptBytes("counter") > 300, () -> "the guard to keep output");
        assertThat(LeftUnits.stopAll(environment.state(), event -> {})).isEmpty();
        assertThat(environment.output("counter"))
                .hasSizeGreaterThan(seen + 50)
                .contains(Integer.toString(seen + 2), Integer.toString(seen + 50));
    }

    @Test
    void takesOverWhatIsReadyByALineThatHasLeftTheLog() throws Exception {
        SupervisorClient first = environment.started();
        List<UnitSpec> specs = List.of(Specs.probes(
                environment.shell("a", "echo listening; sleep 1000"), Probe.of(new Probe.Check.Log("^listen")), null));
        first.apply(specs);
        ServiceStatus before = TestEnvironment.awaitState(first, "a", ServiceState.READY);
        environment.killSupervisor();
        Files.delete(environment.state().resolve("logs/a.log"));

        SupervisorClient second = environment.started();
        second.apply(specs);
        assertThat(TestEnvironment.awaitState(second, "a", ServiceState.READY).pid())
                .isEqualTo(before.pid());
    }

    @Test
    @Timeout(120)
    void seesTheLineThatSaidItIsUpAlthoughAFloodCameBehindItMeanwhile() throws Exception {
        SupervisorClient first = environment.started();
        UnitSpec flood = environment.shell(
                "flood",
                "echo begin; until [ -e go ]; do sleep 0.02; done; echo listening; yes flood | head -c 30000000; : >end; sleep 1000");
        UnitSpec behind = Specs.after(environment.shell("behind", "sleep 1000"), "flood", new Condition.Log("^listen"));
        List<UnitSpec> specs = List.of(flood, behind);
        first.apply(specs);
        environment.awaitOutput("flood", "begin");
        environment.killSupervisor();
        Files.createFile(environment.dir().resolve("go"));
        assertThat(Poll.until(
                        () -> Files.exists(environment.dir().resolve("end")),
                        Duration.ofSeconds(50),
                        Duration.ofMillis(20)))
                .as("the end of the flood")
                .isTrue();

        SupervisorClient second = environment.started();
        second.apply(specs);
        TestEnvironment.awaitState(second, "behind", ServiceState.READY);
    }

    @Test
    void beginsAnewWhatMayHaveSaidThatItIsReadyToASupervisorThatDied() throws Exception {
        SupervisorClient first = environment.started();
        UnitSpec once = environment.shell("once", "echo begin; [ -e again ] && echo listening; : >again; sleep 1000");
        List<UnitSpec> specs = List.of(Specs.probes(once, Probe.of(new Probe.Check.Log("^listen")), null));
        first.apply(specs);
        environment.awaitOutput("once", "begin");
        environment.killSupervisor();

        SupervisorClient second = environment.started();
        second.apply(specs);
        assertThat(TestEnvironment.awaitState(second, "once", ServiceState.READY)
                        .restarts())
                .isZero();
    }

    @Test
    void beginsAnewWhatStillStopsWithTheLastSupervisor() throws Exception {
        SupervisorClient first = environment.started();
        List<UnitSpec> specs = List.of(Specs.stop(
                environment.shell("a", "trap '' TERM; echo up; while :; do sleep 0.1; done"),
                new Stop("TERM", Duration.ofSeconds(1), null, true)));
        first.apply(specs);
        ServiceStatus before = TestEnvironment.awaitState(first, "a", ServiceState.READY);
        environment.killSupervisor();

        SupervisorClient second = environment.started();
        second.apply(specs);
        ServiceStatus after = TestEnvironment.awaitState(second, "a", ServiceState.READY);
        assertThat(after.pid()).isNotEqualTo(before.pid());
        assertThat(after.restarts()).isZero();
        // the helper that was stopping the old one does not take the new one for it
        TestEnvironment.await(() -> environment.helpers("a/1 ").isEmpty(), () -> "the old helper to end");
        assertThat(TestEnvironment.status(second, "a").pid()).isEqualTo(after.pid());
        assertThat(ProcessHandle.of(java.util.Objects.requireNonNull(after.pid())))
                .isPresent();
    }

    @Test
    void leavesNoShellOfAHelperThatWasKilled() throws Exception {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell("a", "echo up; sleep 1000")));
        environment.awaitOutput("a", "up");
        String record = Files.readString(environment.state().resolve("run/units/a/1/helper"));
        environment.killSupervisor();
        ProcessHandle.of(Long.parseLong(record.substring(0, record.indexOf(' '))))
                .ifPresent(ProcessHandle::destroyForcibly);
        assertThat(environment.helpers("a/1 ")).isNotEmpty();
        assertThat(LeftUnits.stopAll(environment.state(), event -> {})).isEmpty();
        TestEnvironment.await(() -> environment.helpers("a/1 ").isEmpty(), () -> "its shells to be gone");
    }

    private long keptBytes(String unit) {
        try (var files = Files.walk(environment.state().resolve("run/units").resolve(unit))) {
            return files.filter(file -> file.endsWith("out.raw"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    @Test
    void learnsTheExitCodeOfWhatHasEndedMeanwhile() throws Exception {
        SupervisorClient first = environment.started();
        Path go = environment.dir().resolve("go");
        first.apply(List.of(environment.shell("a", "until [ -e go ]; do sleep 0.02; done; echo last words; exit 42")));
        TestEnvironment.awaitState(first, "a", ServiceState.READY);
        environment.killSupervisor();
        Files.createFile(go);
        TestEnvironment.await(() -> environment.marked().isEmpty(), () -> "the unit to end");

        SupervisorClient second = environment.started();
        ServiceStatus status = TestEnvironment.awaitState(second, "a", ServiceState.FAILED);
        assertThat(status.exitCode()).isEqualTo(42);
        environment.awaitOutput("a", "last words");
    }

    @Test
    void accountsATaskThatHasSucceededMeanwhile() throws Exception {
        Files.writeString(environment.dir().resolve("input"), "1");
        SupervisorClient first = environment.started();
        UnitSpec task =
                Specs.task(environment.shell("t", "echo run >> runs; until [ -e go ]; do sleep 0.02; done"), "input");
        first.apply(List.of(task));
        TestEnvironment.awaitState(first, "t", ServiceState.RUNNING);
        environment.killSupervisor();
        Files.createFile(environment.dir().resolve("go"));
        TestEnvironment.await(() -> environment.marked().isEmpty(), () -> "the task to end");

        SupervisorClient second = environment.started();
        second.apply(List.of(task));
        ServiceStatus status = TestEnvironment.awaitState(second, "t", ServiceState.COMPLETED);
        assertThat(environment.dir().resolve("runs")).hasContent("run");
        assertThat(status.exitCode()).isEqualTo(0);
    }

    @Test
    void runsATaskAgainThatWasKilledTogetherWithItsSupervisor() throws Exception {
        Files.writeString(environment.dir().resolve("input"), "1");
        SupervisorClient first = environment.started();
        UnitSpec task = Specs.task(environment.shell("t", "echo run >> runs; [ -e go ] || sleep 1000"), "input");
        first.apply(List.of(task));
        long pid = java.util.Objects.requireNonNull(
                TestEnvironment.awaitState(first, "t", ServiceState.RUNNING).pid());
        TestEnvironment.await(() -> Files.exists(environment.dir().resolve("runs")), () -> "the task to run");
        environment.killSupervisor();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        Files.createFile(environment.dir().resolve("go"));

        SupervisorClient second = environment.started();
        second.apply(List.of(task));
        TestEnvironment.awaitState(second, "t", ServiceState.COMPLETED);
        assertThat(environment.dir().resolve("runs")).hasContent("run\nrun");
    }

    @Test
    void stopsWhatRunsWhenThereIsNoSupervisorAnyMore() throws Exception {
        SupervisorClient first = environment.started();
        first.apply(List.of(
                environment.shell("a", "trap 'echo bye; exit' TERM; echo up; while :; do sleep 0.05; done"),
                environment.shell("b", "setsid sleep 1000 & trap '' TERM; while :; do sleep 0.1; done")));
        environment.awaitOutput("a", "up");
        TestEnvironment.awaitState(first, "b", ServiceState.READY);
        environment.killSupervisor();
        assertThat(environment.marked()).hasSizeGreaterThan(2);
        assertThat(LeftUnits.stopAll(environment.state(), event -> {})).isEmpty();
        assertThat(environment.marked()).isEmpty();
    }

    @Test
    void stopsAllOfAUnitThatIsNotToOutliveItsSupervisor() throws Exception {
        SupervisorClient client = environment.started();
        client.apply(List.of(
                Specs.stop(
                        environment.shell(
                                "mortal",
                                "setsid sleep 1000 & trap 'echo bye' TERM; echo up; while :; do sleep 0.1; done"),
                        new Stop("TERM", Duration.ofSeconds(1), null, true)),
                environment.shell("immortal", "echo up; exec sleep 1000")));
        environment.awaitOutput("mortal", "up");
        environment.awaitOutput("immortal", "up");
        environment.killSupervisor();

        TestEnvironment.await(() -> environment.marked().size() == 1, () -> "one process in " + environment.marked());
        assertThat(environment.marked()).singleElement().asString().contains("sleep 1000");
        assertThat(LeftUnits.running(environment.state()))
                .extracting(ServiceStatus::name)
                .containsExactly("immortal");
        SupervisorClient second = environment.started();
        second.status();
        assertThat(environment.output("mortal")).contains("up", "bye");
    }

    @Test
    void aKilledHelperCostsTheExitCodeAndNothingElse() throws Exception {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell("a", "echo up; sleep 1; echo still here; exit 3")));
        environment.awaitOutput("a", "up");
        String record = Files.readString(environment.state().resolve("run/units/a/1/helper"));
        ProcessHandle.of(Long.parseLong(record.substring(0, record.indexOf(' '))))
                .ifPresent(ProcessHandle::destroyForcibly);
        ServiceStatus status = TestEnvironment.awaitState(client, "a", ServiceState.FAILED);
        assertThat(status.exitCode()).isNull();
        assertThat(status.reason()).contains("exit code is lost");
        assertThat(environment.output("a")).contains("still here");
    }

    @Test
    void secondSupervisorLeavesQuietly() throws Exception {
        Process first = environment.startSupervisor();
        Process second = environment.startSupervisor();
        SupervisorClient client = environment.client();
        TestEnvironment.await(() -> !first.isAlive() || !second.isAlive(), () -> "one of two to leave");
        Process loser = first.isAlive() ? second : first;
        assertThat(loser.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(loser.exitValue()).isZero();
        assertThat(client.pid()).isEqualTo((first.isAlive() ? first : second).pid());
    }

    @Test
    void connectsToNobodyAfterACrash() throws Exception {
        environment.started();
        environment.killSupervisor();
        assertThat(SupervisorClient.connect(environment.state())).isEmpty();
    }

    @Test
    void timesInTheLogNeverGoBack() throws Exception {
        SupervisorClient first = environment.started();
        List<UnitSpec> specs = List.of(environment.shell("counter", COUNTER));
        first.apply(specs);
        environment.awaitOutput("counter", "10");
        environment.killSupervisor();
        TestEnvironment.await(() -> keptBytes("counter") > 50, () -> "the guard to keep output");
        environment.started().apply(specs);
        int now = environment.output("counter").size();
        environment.awaitOutput("counter", Integer.toString(now + 50));
        assertThat(environment.log("counter").stream().map(LogLine::time)).isSorted();
    }
}
