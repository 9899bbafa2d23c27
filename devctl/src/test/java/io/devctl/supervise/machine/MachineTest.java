package io.devctl.supervise.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Leftover;
import io.devctl.model.PlannedChange;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.Specs;
import io.devctl.supervise.unit.Condition;
import io.devctl.supervise.unit.HostPort;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.Restart;
import io.devctl.supervise.unit.UnitSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The state machine with time and processes that exist on paper only. */
final class MachineTest {
    private final Machine machine = new Machine(0, new Random(1));
    private final List<Action> actions = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private static UnitSpec unit(String name) {
        return Specs.shell(name, Path.of("/"), "true");
    }

    private void feed(Input input) {
        actions.clear();
        actions.addAll(machine.handle(input, now));
    }

    private void apply(UnitSpec... specs) {
        feed(new Input.Apply(List.of(specs)));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        feed(new Input.Tick());
    }

    private ServiceStatus status(String unit) {
        return machine.status(now).stream()
                .filter(s -> s.name().equals(unit))
                .findFirst()
                .orElseThrow();
    }

    private ServiceState state(String unit) {
        return status(unit).state();
    }

    private <A extends Action> List<A> actions(Class<A> type) {
        return actions.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private List<String> launched() {
        return actions(Action.Launch.class).stream().map(a -> a.spec().name()).toList();
    }

    private List<String> stopped() {
        return actions(Action.Stop.class).stream().map(a -> a.spec().name()).toList();
    }

    /** The attempts are numbered in the order in which units start. */
    private void run(String unit, long attempt) {
        feed(new Input.Launched(unit, attempt, 1000 + attempt));
    }

    private void ready(String unit, long attempt) {
        run(unit, attempt);
        pass(Duration.ofMillis(50));
        assertThat(state(unit)).isEqualTo(ServiceState.READY);
    }

    private void end(String unit, long attempt, int code) {
        feed(new Input.Exited(unit, attempt, code));
        feed(new Input.Extinct(unit, attempt, List.of()));
    }

    @Test
    void startsEverythingAtOnceThatDependsOnNothing() {
        apply(unit("a"), unit("b"), Specs.after(unit("c"), "a", new Condition.Ready()));
        assertThat(launched()).containsExactly("a", "b");
        assertThat(state("c")).isEqualTo(ServiceState.PENDING);
        assertThat(status("c").reason()).isEqualTo("waiting for a");
    }

    @Test
    void startedIsLessThanReady() {
        UnitSpec a = Specs.probes(unit("a"), Probe.of(new Probe.Check.Log("up")), null);
        apply(
                a,
                Specs.after(unit("b"), "a", new Condition.Started()),
                Specs.after(unit("c"), "a", new Condition.Ready()));
        run("a", 1);
        assertThat(launched()).containsExactly("b");
        feed(new Input.LogMatched("a", 1, "up"));
        assertThat(launched()).containsExactly("c");
        assertThat(state("a")).isEqualTo(ServiceState.READY);
    }

    @Test
    void completedIsOnlyMetByATaskThatHasSucceeded() {
        apply(Specs.task(unit("t")), Specs.after(unit("a"), "t", new Condition.Completed()));
        run("t", 1);
        feed(new Input.Exited("t", 1, 0));
        assertThat(state("t")).isEqualTo(ServiceState.COMPLETED);
        assertThat(launched()).containsExactly("a");
    }

    @Test
    void aFailedTaskBlocksWhatNeedsIt() {
        apply(
                Specs.task(unit("t")),
                Specs.after(unit("a"), "t", new Condition.Completed()),
                Specs.after(unit("b"), "a", new Condition.Ready()),
                unit("c"));
        run("t", 1);
        end("t", 1, 2);
        assertThat(status("a").reason()).isEqualTo("blocked: t failed: exited with 2");
        assertThat(status("b").reason()).isEqualTo("blocked: t failed: exited with 2");
        assertThat(state("a")).isEqualTo(ServiceState.PENDING);
        ready("c", 2);
    }

    @Test
    void aFactMayFailAndHoldLater() {
        apply(Specs.after(unit("a"), "a.migrations", new Condition.Ready()));
        assertThat(status("a").reason()).isEqualTo("waiting for a.migrations");
        feed(new Input.Fact("a.migrations", false, "syntax error"));
        assertThat(status("a").reason()).isEqualTo("blocked: a.migrations failed: syntax error");
        feed(new Input.Fact("a.migrations", true, null));
        assertThat(launched()).containsExactly("a");
    }

    @Test
    void waitsForAddressesOneAfterTheOther() {
        apply(Specs.waitFor(unit("a"), new HostPort("localhost", 6379)));
        assertThat(actions(Action.Check.class)).hasSize(1);
        feed(new Input.Checked("a", 1, Input.Purpose.WAIT_FOR, "nothing listens"));
        assertThat(status("a").reason()).isEqualTo("waiting for localhost:6379");
        assertThat(actions(Action.Check.class)).isEmpty();
        pass(Duration.ofMillis(250));
        assertThat(actions(Action.Check.class)).hasSize(1);
        feed(new Input.Checked("a", 1, Input.Purpose.WAIT_FOR, null));
        assertThat(launched()).containsExactly("a");
    }

    @Test
    void checksOftenWhileStartingAndSeldomAfterwards() {
        apply(Specs.probes(unit("a"), Probe.of(new Probe.Check.Tcp(new HostPort("h", 1))), null));
        run("a", 1);
        assertThat(actions(Action.Check.class)).hasSize(1);
        feed(new Input.Checked("a", 1, Input.Purpose.READY, "nothing listens"));
        assertThat(machine.nextWake()).isEqualTo(now.plusMillis(50));
        pass(Duration.ofMillis(50));
        feed(new Input.Checked("a", 1, Input.Purpose.READY, null));
        assertThat(state("a")).isEqualTo(ServiceState.READY);
        assertThat(machine.nextWake()).isEqualTo(now.plusSeconds(5));
    }

    @Test
    void wantsNothingWhenEverythingIsReady() {
        apply(unit("a"), Specs.port(unit("b"), 80));
        ready("a", 1);
        run("b", 2);
        feed(new Input.Checked("b", 2, Input.Purpose.READY, null));
        assertThat(machine.nextWake()).isEqualTo(Instant.MAX);
    }

    @Test
    void becomesUnreadyAfterTheThresholdAndReadyAgain() {
        Probe probe = Probe.of(new Probe.Check.Http("http://h/", null, null));
        apply(Specs.probes(unit("a"), probe, null));
        run("a", 1);
        feed(new Input.Checked("a", 1, Input.Purpose.READY, null));
        for (int i = 0; i < probe.failureThreshold(); i++) {
            assertThat(state("a")).isEqualTo(ServiceState.READY);
            pass(probe.interval());
            feed(new Input.Checked("a", 1, Input.Purpose.READY, "answers 500"));
        }
        assertThat(state("a")).isEqualTo(ServiceState.UNREADY);
        assertThat(status("a").reason()).isEqualTo("answers 500");
        pass(probe.interval());
        feed(new Input.Checked("a", 1, Input.Purpose.READY, null));
        assertThat(state("a")).isEqualTo(ServiceState.READY);
        assertThat(status("a").reason()).isNull();
    }

    @Test
    void givesUpAtTheDeadlineWithTheLastWords() {
        apply(Specs.probes(unit("a"), Probe.of(new Probe.Check.Http("http://h/", null, null)), null));
        run("a", 1);
        now = now.plusSeconds(61);
        feed(new Input.Checked("a", 1, Input.Purpose.READY, "answers 503"));
        assertThat(stopped()).containsExactly("a");
        feed(new Input.Extinct("a", 1, List.of()));
        assertThat(state("a")).isEqualTo(ServiceState.FAILED);
        assertThat(status("a").reason()).isEqualTo("not ready within 60.0 s: answers 503");
    }

    @Test
    void aDeadUnitIsNotMadeReadyByWhoeverAnswersOnItsPort() {
        apply(Specs.port(unit("a"), 80));
        run("a", 1);
        feed(new Input.Exited("a", 1, 1));
        feed(new Input.Checked("a", 1, Input.Purpose.READY, null));
        feed(new Input.Extinct("a", 1, List.of()));
        assertThat(state("a")).isEqualTo(ServiceState.FAILED);
        assertThat(status("a").reason()).isEqualTo("exited with 1 before it was ready");
    }

    @Test
    void backsOffLongerEachTimeAndForgetsThatAfterAStableRun() {
        Restart rule = new Restart(
                Restart.Policy.ON_FAILURE, Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(30), 4);
        apply(Specs.restart(unit("a"), rule));
        long previous = 0;
        for (int attempt = 1; attempt <= 4; attempt++) {
            run("a", attempt);
            end("a", attempt, 1);
            assertThat(state("a")).isEqualTo(ServiceState.RESTARTING);
            long wait = Duration.between(now, machine.nextWake()).toMillis();
            double nominal = Math.min(1000, 100 * Math.pow(2, attempt - 1));
            assertThat((double) wait).isBetween(nominal * 0.8, nominal * 1.2);
            assertThat(wait).isGreaterThan(previous);
            previous = wait;
            pass(Duration.ofMillis(wait));
            assertThat(launched()).containsExactly("a");
        }
        run("a", 5);
        pass(Duration.ofSeconds(31));
        end("a", 5, 1);
        assertThat(Duration.between(now, machine.nextWake()).toMillis()).isLessThanOrEqualTo(120);
        assertThat(status("a").restarts()).isEqualTo(5);
    }

    @Test
    void aRestartWaitsUntilNothingOfTheOldProcessIsLeft() {
        Restart rule = Restart.of(Restart.Policy.ALWAYS);
        apply(Specs.restart(unit("a"), rule));
        ready("a", 1);
        feed(new Input.Exited("a", 1, 0));
        assertThat(actions(Action.Sweep.class)).hasSize(1);
        pass(Duration.ofMinutes(1));
        assertThat(launched()).isEmpty();
        feed(new Input.Extinct("a", 1, List.of()));
        pass(Duration.ofMinutes(1));
        assertThat(launched()).containsExactly("a");
    }

    @Test
    void askingForARestartWhileItStopsStartsItOnce() {
        apply(unit("a"));
        ready("a", 1);
        feed(new Input.Restart(Set.of("a")));
        assertThat(stopped()).containsExactly("a");
        feed(new Input.Restart(Set.of("a")));
        assertThat(actions).isEmpty();
        feed(new Input.Exited("a", 1, 143));
        feed(new Input.Start(Set.of("a")));
        assertThat(launched()).isEmpty();
        feed(new Input.Extinct("a", 1, List.of()));
        assertThat(launched()).containsExactly("a");
        ready("a", 2);
        assertThat(stopped()).isEmpty();
    }

    @Test
    void aStopDuringTheLaunchWaitsForIt() {
        apply(unit("a"));
        feed(new Input.Stop(Set.of("a")));
        assertThat(stopped()).isEmpty();
        run("a", 1);
        assertThat(stopped()).containsExactly("a");
        end("a", 1, 143);
        assertThat(state("a")).isEqualTo(ServiceState.STOPPED);
        assertThat(status("a").exitCode()).isEqualTo(143);
    }

    @Test
    void aStopWhileWaitingForARestartEndsTheWait() {
        apply(Specs.restart(unit("a"), Restart.of(Restart.Policy.ALWAYS)));
        ready("a", 1);
        end("a", 1, 1);
        feed(new Input.Stop(Set.of("a")));
        assertThat(state("a")).isEqualTo(ServiceState.STOPPED);
        assertThat(machine.nextWake()).isEqualTo(Instant.MAX);
    }

    @Test
    void newsOfAnEarlierAttemptAreIgnored() {
        apply(unit("a"));
        ready("a", 1);
        feed(new Input.Restart(Set.of("a")));
        end("a", 1, 143);
        ready("a", 2);
        feed(new Input.Exited("a", 1, 1));
        feed(new Input.Extinct("a", 1, List.of()));
        assertThat(state("a")).isEqualTo(ServiceState.READY);
    }

    @Test
    void whatCannotBeStoppedIsNamedAndNotStartedAgain() {
        apply(unit("a"));
        ready("a", 1);
        feed(new Input.Restart(Set.of("a")));
        feed(new Input.Extinct("a", 1, List.of(new Leftover(7, "sleep", null, "a"))));
        assertThat(state("a")).isEqualTo(ServiceState.FAILED);
        assertThat(status("a").reason()).isEqualTo("cannot be stopped: pid 7 (sleep)");
        assertThat(launched()).isEmpty();
    }

    @Test
    void stopsInReverseOrderAndInParallelWherePossible() {
        apply(
                unit("base"),
                Specs.after(unit("one"), "base", new Condition.Started()),
                Specs.after(unit("two"), "base", new Condition.Started()));
        ready("base", 1);
        ready("one", 2);
        ready("two", 3);
        feed(new Input.Shutdown());
        assertThat(stopped()).containsExactly("one", "two");
        end("one", 2, 143);
        assertThat(stopped()).isEmpty();
        end("two", 3, 143);
        assertThat(stopped()).containsExactly("base");
        end("base", 1, 143);
        assertThat(actions(Action.Finished.class)).hasSize(1);
    }

    @Test
    void nothingStartsAfterAShutdown() {
        apply(Specs.after(unit("a"), "postgres", new Condition.Ready()));
        feed(new Input.Shutdown());
        assertThat(actions(Action.Finished.class)).hasSize(1);
        feed(new Input.Fact("postgres", true, null));
        apply(unit("b"));
        feed(new Input.Start(Set.of("a", "b")));
        assertThat(launched()).isEmpty();
        assertThat(actions(Action.Finished.class)).isEmpty();
    }

    @Test
    void changesOfHowAUnitIsWatchedNeedNoRestart() {
        apply(unit("a"));
        ready("a", 1);
        apply(Specs.restart(unit("a"), Restart.of(Restart.Policy.ALWAYS)));
        assertThat(actions).isEmpty();
        apply(Specs.env(unit("a"), "A", "b"));
        assertThat(stopped()).containsExactly("a");
        end("a", 1, 143);
        assertThat(actions(Action.Launch.class).get(0).spec().env()).containsEntry("A", "b");
    }

    @Test
    void plansWhatAnApplyWouldDoAndSaysWhy() {
        UnitSpec keep = Specs.shell("keep", Path.of("/"), "keep");
        UnitSpec change = unit("change");
        apply(keep, change, Specs.shell("leave", Path.of("/"), "leave"));
        run("keep", 1);
        run("change", 2);
        run("leave", 3);

        List<PlannedChange> plan = machine.plan(List.of(
                keep,
                Specs.env(Specs.shell("change", Path.of("/"), "two"), "LOG_LEVEL", "debug"),
                Specs.shell("add", Path.of("/"), "add")));

        assertThat(plan)
                .containsExactly(
                        new PlannedChange("keep", PlannedChange.Action.KEEP, null),
                        new PlannedChange(
                                "change", PlannedChange.Action.RESTART, "command changed, env LOG_LEVEL added"),
                        new PlannedChange("add", PlannedChange.Action.START, null),
                        new PlannedChange("leave", PlannedChange.Action.STOP, "not in services.yaml any more"));
        assertThat(machine.plan(List.of(keep)).get(0).action()).isEqualTo(PlannedChange.Action.KEEP);
    }

    @Test
    void whatIsNoLongerWantedGoesAfterWhatDependsOnIt() {
        apply(unit("a"), Specs.after(unit("b"), "a", new Condition.Started()), unit("c"));
        ready("a", 1);
        ready("c", 2);
        ready("b", 3);
        apply(unit("c"));
        assertThat(stopped()).containsExactly("b");
        end("b", 3, 143);
        assertThat(stopped()).containsExactly("a");
        end("a", 1, 143);
        assertThat(machine.status(now)).extracting(ServiceStatus::name).containsExactly("c");
    }

    @Test
    void aTaskWithUnchangedInputsIsNotRun() {
        apply(Specs.task(unit("t"), "*.sql"));
        assertThat(actions(Action.CheckTask.class)).hasSize(1);
        feed(new Input.TaskChecked("t", 1, "f", true, null));
        assertThat(state("t")).isEqualTo(ServiceState.COMPLETED);
        assertThat(status("t").reason()).isEqualTo("inputs unchanged");
    }

    @Test
    void aTaskThatSucceedsIsKeptWithTheInputsItStartedFrom() {
        apply(Specs.task(unit("t"), "*.sql"));
        feed(new Input.TaskChecked("t", 1, "f", false, null));
        run("t", 1);
        feed(new Input.Exited("t", 1, 0));
        assertThat(actions(Action.RecordSuccess.class))
                .extracting(Action.RecordSuccess::fingerprint)
                .containsExactly("f");
    }

    @Test
    void asksWhatWasAdoptedAfterDaysWhetherItIsReadyBeforeItsDeadlineCounts() {
        UnitSpec a = Specs.port(unit("a"), 8001);
        feed(new Input.Adopted(a, 41, 7, now.minus(Duration.ofDays(2)), null));
        assertThat(stopped()).isEmpty();
        assertThat(actions(Action.Check.class)).hasSize(1);
        feed(new Input.Checked("a", 41, Input.Purpose.READY, null));
        assertThat(state("a")).isEqualTo(ServiceState.READY);
        assertThat(status("a").uptime()).isGreaterThan(Duration.ofDays(1));
    }

    @Test
    void takesOverARunningUnitWithoutTouchingIt() {
        UnitSpec a = unit("a");
        feed(new Input.Adopted(a, 41, 7, now.minusSeconds(60), null));
        apply(a, unit("b"));
        assertThat(stopped()).isEmpty();
        assertThat(launched()).containsExactly("b");
        assertThat(actions(Action.Launch.class).get(0).attempt()).isGreaterThan(41);
        assertThat(status("a").pid()).isEqualTo(7);
        assertThat(status("a").uptime()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aUnitThatIsTakenOverLateHasTimeToShowThatItIsReady() {
        UnitSpec a = Specs.port(unit("a"), 80);
        feed(new Input.Adopted(a, 41, 7, now.minus(Duration.ofHours(8)), null));
        apply(a);
        assertThat(stopped()).isEmpty();
        feed(new Input.Checked("a", 41, Input.Purpose.READY, null));
        assertThat(state("a")).isEqualTo(ServiceState.READY);
    }

    @Test
    void isNotAskedWhetherItIsReadyBeforeItHasBegun() {
        Probe startup = Probe.of(new Probe.Check.Http("http://h/started", null, null));
        Probe ready = Probe.of(new Probe.Check.Http("http://h/ready", null, null));
        Probe live = Probe.of(new Probe.Check.Http("http://h/live", null, null));
        apply(
                Specs.probes(unit("a"), ready, live).withStartup(startup),
                Specs.after(unit("b"), "a", new Condition.Started()));
        run("a", 1);
        assertThat(purposes()).containsExactly(Input.Purpose.STARTUP);
        assertThat(state("a")).isEqualTo(ServiceState.STARTING);
        now = now.plusSeconds(59);
        feed(new Input.Checked("a", 1, Input.Purpose.STARTUP, null));
        assertThat(launched()).containsExactly("b");
        assertThat(purposes()).containsExactly(Input.Purpose.READY);
        assertThat(state("a")).isEqualTo(ServiceState.RUNNING);
        // the time to become ready begins when it has begun
        now = now.plusSeconds(59);
        feed(new Input.Checked("a", 1, Input.Purpose.READY, null));
        assertThat(state("a")).isEqualTo(ServiceState.READY);
        pass(live.interval());
        assertThat(purposes()).contains(Input.Purpose.LIVE);
    }

    @Test
    void givesUpOnAStartThatTakesTooLong() {
        apply(unit("a").withStartup(Probe.of(new Probe.Check.Log("up"))));
        run("a", 1);
        pass(Duration.ofSeconds(60));
        assertThat(stopped()).containsExactly("a");
        feed(new Input.Extinct("a", 1, List.of()));
        assertThat(status("a").reason()).isEqualTo("not started within 60.0 s: no line matches /up/ yet");
    }

    private List<Input.Purpose> purposes() {
        return actions(Action.Check.class).stream().map(Action.Check::purpose).toList();
    }

    @Test
    void changedFilesRestartWhatIsWantedAndNothingElse() {
        apply(unit("a"), unit("stopped"));
        ready("a", 1);
        ready("stopped", 2);
        feed(new Input.Stop(Set.of("stopped")));
        feed(new Input.Extinct("stopped", 2, List.of()));

        feed(new Input.FilesChanged("stopped", "x.py changed"));
        assertThat(actions).isEmpty();
        feed(new Input.FilesChanged("a", "x.py changed"));
        assertThat(stopped()).containsExactly("a");
        assertThat(status("a").reason()).isEqualTo("to be restarted: x.py changed");
        feed(new Input.FilesChanged("a", "y.py changed"));
        feed(new Input.Extinct("a", 1, List.of()));
        assertThat(launched()).containsExactly("a");
        feed(new Input.Exited("a", 3, 1));
        feed(new Input.Extinct("a", 3, List.of()));
        assertThat(state("a")).isEqualTo(ServiceState.FAILED);
        feed(new Input.FilesChanged("a", "x.py changed"));
        assertThat(launched()).containsExactly("a");
    }

    @Test
    void startsAgainWhatHasDiedWithoutASupervisor() {
        UnitSpec a = unit("a");
        feed(new Input.FoundEnded(a, 41, 1, null));
        assertThat(actions(Action.Sweep.class)).hasSize(1);
        apply(a);
        assertThat(launched()).isEmpty();
        feed(new Input.Extinct("a", 41, List.of()));
        assertThat(launched()).containsExactly("a");
    }

    @Test
    void accountsATaskThatSucceededWithoutASupervisor() {
        UnitSpec task = Specs.task(unit("t"), "in");
        feed(new Input.FoundEnded(task, 41, 0, "f"));
        assertThat(actions(Action.RecordSuccess.class)).hasSize(1);
        assertThat(state("t")).isEqualTo(ServiceState.COMPLETED);
    }

    @Test
    void neitherHidesNorInventsAnUnknownExitCode() {
        UnitSpec task = Specs.task(unit("t"), "in");
        feed(new Input.FoundEnded(task, 41, null, "f"));
        feed(new Input.Extinct("t", 41, List.of()));
        assertThat(actions(Action.RecordSuccess.class)).isEmpty();
        assertThat(state("t")).isEqualTo(ServiceState.FAILED);
        assertThat(status("t").reason()).isEqualTo("ended, and its exit code is lost");
    }
}
