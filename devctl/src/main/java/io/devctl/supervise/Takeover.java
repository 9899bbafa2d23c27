package io.devctl.supervise;

import io.devctl.supervise.machine.Input;
import io.devctl.supervise.process.Attempt;
import io.devctl.supervise.process.Helpers;
import io.devctl.supervise.process.Identity;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.UnitSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what an earlier supervisor left: running units, and the exit codes of those that have ended since. */
final class Takeover {
    private final RunDirectory run;
    private final Outputs outputs;
    private final Performer performer;
    private final java.util.concurrent.Executor pool;
    private final List<Attempt> adopted = new ArrayList<>();

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

    /** What was found, to be told to the machine before anything else; {@link #begin} then. */
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
    private boolean isToBeginAnew(Attempt attempt) {
        UnitSpec spec = attempt.start().orElseThrow().spec();
        boolean succeeded = spec.task() && attempt.exitCode().equals(Optional.of(0));
        return (spec.stop().withSupervisor() && !succeeded)
                || (adopted.contains(attempt) && mayHaveMissed(attempt, spec));
    }

    /** The line that says it is ready may have been read by a supervisor that died before it had understood it. */
    private boolean mayHaveMissed(Attempt attempt, UnitSpec spec) {
        Set<String> matched = attempt.matched();
        boolean missed = Stream.of(Optional.ofNullable(spec.startup()), Optional.ofNullable(spec.ready()))
                .flatMap(Optional::stream)
                .anyMatch(probe -> probe.check() instanceof Probe.Check.Log line && !matched.contains(line.regex()));
        if (missed) {
            outputs.note(
                    spec.name(), "begins anew: the line that says it is ready may be lost with the last supervisor");
        }
        return missed;
    }

    private Optional<Input> find(Attempt attempt) {
        Attempt.Start start = attempt.start().orElse(null);
        if (start == null) {
            return Optional.empty();
        }
        Helpers.settle(attempt);
        outputs.mask(start.spec(), performer.surroundings());
        Optional<Identity> process = attempt.process();
        Integer code = attempt.exitCode().orElse(null);
        if (code == null && process.isPresent() && process.get().alive()) {
            adopted.add(attempt);
            return Optional.of(new Input.Adopted(
                    start.spec(), attempt.number(), process.get().pid(), attempt.since(), start.fingerprint()));
        }
        if (code == null && process.isEmpty()) {
            return attempt.giveUp() ? Optional.empty() : findStarted(attempt);
        }
        outputs.read(attempt);
        return Optional.of(new Input.FoundEnded(start.spec(), attempt.number(), code, start.fingerprint()));
    }

    /** It started at the moment at which it was to be given up. */
    private Optional<Input> findStarted(Attempt attempt) {
        Helpers.settle(attempt);
        return attempt.process().isPresent() ? find(attempt) : Optional.empty();
    }

    /**
     * Reads what the running ones write, from where an earlier supervisor has stopped, and waits for their ends; behind
     * {@link #find}, because the machine waits for lines of theirs.
     */
    void begin() {
        adopted.forEach(outputs::read);
        adopted.forEach(this::watch);
    }

    private void watch(Attempt attempt) {
        Optional<Identity> helper = attempt.helper();
        if (helper.isPresent()) {
            performer.whenEnded(helper.get(), () -> performer.helperEnded(attempt));
        } else {
            pool.execute(() -> performer.helperEnded(attempt));
        }
    }
}
