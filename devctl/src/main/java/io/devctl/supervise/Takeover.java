package io.devctl.supervise;

import io.devctl.supervise.machine.Input;
import io.devctl.supervise.process.Attempt;
import io.devctl.supervise.process.Helpers;
import io.devctl.supervise.process.Identity;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.unit.UnitSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what an earlier supervisor left: running units, and the exit codes of those that have ended since. */
final class Takeover {
    private final RunDirectory run;
    private final Outputs outputs;
    private final Performer performer;
    private final java.util.concurrent.Executor pool;

    Takeover(RunDirectory run, Outputs outputs, Performer performer, java.util.concurrent.Executor pool) {
        this.run = run;
        this.outputs = outputs;
        this.performer = performer;
        this.pool = pool;
    }

    /** The highest number of an attempt that has left something, 0 when none has. */
    static long lastAttempt(RunDirectory run) {
        return run.attempts().stream().mapToLong(Attempt::number).max().orElse(0);
    }

    /** What was found, to be told to the machine before anything else. */
    List<Input> find() {
        List<Attempt> attempts = run.attempts();
        List<Input> found = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            Attempt attempt = attempts.get(i);
            boolean last =
                    i + 1 == attempts.size() || !attempts.get(i + 1).unit().equals(attempt.unit());
            Optional<Input> input = last ? find(attempt) : Optional.empty();
            input.ifPresentOrElse(found::add, attempt::delete);
            if (input.isPresent() && isToBeginAnew(attempt)) {
                found.add(new Input.Restart(Set.of(attempt.unit())));
            }
        }
        return found;
    }

    /** Its helper stops it since the last supervisor's end, or has; a task's success stays one. */
    private static boolean isToBeginAnew(Attempt attempt) {
        UnitSpec spec = attempt.start().orElseThrow().spec();
        boolean succeeded = spec.task() && attempt.exitCode().equals(Optional.of(0));
        return spec.stop().withSupervisor() && !succeeded;
    }

    private Optional<Input> find(Attempt attempt) {
        Attempt.Start start = attempt.start().orElse(null);
        if (start == null) {
            return Optional.empty();
        }
        Helpers.settle(attempt);
        outputs.mask(start.spec(), performer.surroundings());
        outputs.read(attempt);
        Optional<Identity> process = attempt.process();
        Integer code = attempt.exitCode().orElse(null);
        if (code == null && process.isPresent() && process.get().alive()) {
            watch(attempt);
            return Optional.of(new Input.Adopted(
                    start.spec(), attempt.number(), process.get().pid(), attempt.since(), start.fingerprint()));
        }
        if (code == null && process.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Input.FoundEnded(start.spec(), attempt.number(), code, start.fingerprint()));
    }

    private void watch(Attempt attempt) {
        Optional<ProcessHandle> helper =
                attempt.helper().filter(Identity::alive).flatMap(id -> ProcessHandle.of(id.pid()));
        if (helper.isPresent()) {
            var unused = helper.get().onExit().thenRunAsync(() -> performer.helperEnded(attempt), pool);
        } else {
            pool.execute(() -> performer.helperEnded(attempt));
        }
    }
}
