package io.devctl.supervise;

import io.devctl.model.EventSink;
import io.devctl.model.Leftover;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.logs.LogStore;
import io.devctl.supervise.process.Attempt;
import io.devctl.supervise.process.Helpers;
import io.devctl.supervise.process.Identity;
import io.devctl.supervise.process.OutputReader;
import io.devctl.supervise.process.Poll;
import io.devctl.supervise.process.ProcessTable;
import io.devctl.supervise.process.Reaper;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.unit.Stop;
import io.devctl.supervise.unit.UnitSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Units that run while no supervisor does. */
public final class LeftUnits {
    private static final Duration UNRECORDED_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ENDING_PATIENCE = Duration.ofSeconds(5);
    /** For units that end one after the other, each in its own time. */
    private static final Duration SIGNAL_PATIENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private LeftUnits() {}

    /**
     * Stops every unit that is recorded in the state directory or carries the environment's mark, and proves it. Later
     * started units first, since they may depend on earlier ones. A supervisor that runs is asked to end by a signal; when it does not, nothing is done and it is named.
     *
     * @return what could not be stopped
     */
    public static List<Leftover> stopAll(Path stateDirectory, EventSink events) {
        RunDirectory run = RunDirectory.of(stateDirectory);
        // one that is about to end has closed its socket already
        if (!Poll.until(() -> !Supervisor.runs(run), ENDING_PATIENCE, PAUSE)) {
            // nobody can talk to it; on a signal it ends in order, too
            Supervisor.unreachable(run)
                    .forEach(left -> ProcessHandle.of(left.pid()).ifPresent(ProcessHandle::destroy));
            if (!Poll.until(() -> !Supervisor.runs(run), SIGNAL_PATIENCE, PAUSE)) {
                return Supervisor.unreachable(run);
            }
        }
        ProcessTable table = new ProcessTable();
        List<Attempt> attempts = new ArrayList<>(run.attempts());
        attempts.sort((one, other) -> Long.compare(other.number(), one.number()));
        for (Attempt attempt : attempts) {
            Helpers.settle(attempt);
            stop(run, attempt, table, events);
        }
        Reaper.Quarry all = new Reaper.Quarry("the environment", run.markPrefix(), true, null);
        List<Leftover> left = new Reaper(all, table, events).stop("TERM", UNRECORDED_TIMEOUT, false);
        Helpers.end(run);
        keepLogs(run, attempts);
        if (left.isEmpty()) {
            attempts.forEach(Attempt::delete);
        }
        return left;
    }

    /** What the units have written since their supervisor died. */
    private static void keepLogs(RunDirectory run, List<Attempt> attempts) {
        try (LogStore logs = new LogStore(run.state(), Clock.systemUTC())) {
            attempts.forEach(attempt -> OutputReader.takeKept(attempt, logs.log(attempt.unit())));
        }
    }

    /** As {@link #stopAll}, for some units only. */
    public static List<Leftover> stop(Path stateDirectory, Set<String> units, EventSink events) {
        RunDirectory run = RunDirectory.of(stateDirectory);
        ProcessTable table = new ProcessTable();
        List<Leftover> left = new ArrayList<>();
        for (Attempt attempt : run.attempts()) {
            if (units.contains(attempt.unit())) {
                left.addAll(stop(run, attempt, table, events));
            }
        }
        return left;
    }

    /** The units that run while no supervisor does. */
    public static List<ServiceStatus> running(Path stateDirectory) {
        List<ServiceStatus> running = new ArrayList<>();
        for (Attempt attempt : RunDirectory.of(stateDirectory).attempts()) {
            Optional<Identity> process = attempt.process().filter(Identity::alive);
            Optional<Attempt.Start> start = attempt.start();
            if (process.isPresent() && start.isPresent()) {
                running.add(unsupervised(attempt, process.get(), start.get().spec()));
            }
        }
        return running;
    }

    private static ServiceStatus unsupervised(Attempt attempt, Identity process, UnitSpec spec) {
        boolean stops = spec.stop().withSupervisor();
        return new ServiceStatus(
                spec.name(),
                spec.task(),
                stops ? ServiceState.STOPPING : ServiceState.RUNNING,
                process.pid(),
                spec.port(),
                spec.url(),
                0,
                null,
                Duration.between(attempt.since(), Instant.now()),
                "its supervisor is gone; " + (stops ? "it stops, too" : "dev up takes it over"));
    }

    /** Whether a process was started by a unit of this environment. */
    public static boolean owns(Path stateDirectory, long pid) {
        return ProcessTable.markOf(pid)
                .startsWith(RunDirectory.of(stateDirectory).markPrefix());
    }

    private static List<Leftover> stop(RunDirectory run, Attempt attempt, ProcessTable table, EventSink events) {
        Stop how = attempt.start().map(start -> start.spec().stop()).orElse(Stop.standard());
        Long leader =
                attempt.process().filter(Identity::alive).map(Identity::pid).orElse(null);
        return new Reaper(new Reaper.Quarry(attempt.unit(), run.mark(attempt.unit()), false, leader), table, events)
                .stop(how.signal(), how.timeout(), leader != null);
    }
}
