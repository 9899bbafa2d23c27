package io.devctl.supervise;

import io.devctl.model.EventSink;
import io.devctl.supervise.process.Attempt;
import io.devctl.supervise.process.Identity;
import io.devctl.supervise.process.ProcessTable;
import io.devctl.supervise.process.Reaper;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.unit.Leftover;
import io.devctl.supervise.unit.Stop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Units that run while no supervisor does. */
public final class LeftUnits {
    private static final Duration UNRECORDED_TIMEOUT = Duration.ofSeconds(10);

    private LeftUnits() {}

    /**
     * Stops every unit that is recorded in the state directory or carries the environment's mark, and proves it. Later
     * started units first, since they may depend on earlier ones. Does nothing while a supervisor runs.
     *
     * @return what could not be stopped
     */
    public static List<Leftover> stopAll(Path stateDirectory, EventSink events) {
        RunDirectory run = RunDirectory.of(stateDirectory);
        if (Supervisor.runs(run)) {
            return List.of();
        }
        ProcessTable table = new ProcessTable();
        List<Attempt> attempts = new ArrayList<>(run.attempts());
        attempts.sort((one, other) -> Long.compare(other.number(), one.number()));
        for (Attempt attempt : attempts) {
            stop(run, attempt, table, events);
        }
        Reaper.Quarry all = new Reaper.Quarry("the environment", run.markPrefix(), true, null);
        List<Leftover> left = new Reaper(all, table, events).stop("TERM", UNRECORDED_TIMEOUT, false);
        if (left.isEmpty()) {
            attempts.forEach(Attempt::delete);
        }
        return left;
    }

    private static void stop(RunDirectory run, Attempt attempt, ProcessTable table, EventSink events) {
        Stop how = attempt.start().map(start -> start.spec().stop()).orElse(Stop.standard());
        Long leader =
                attempt.process().filter(Identity::alive).map(Identity::pid).orElse(null);
        new Reaper(new Reaper.Quarry(attempt.unit(), run.mark(attempt.unit()), false, leader), table, events)
                .stop(how.signal(), how.timeout(), leader != null);
    }
}
