package io.devctl.supervise.machine;

import io.devctl.model.PlannedChange;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.unit.HostPort;
import io.devctl.supervise.unit.Notes;
import io.devctl.supervise.unit.SpecChange;
import io.devctl.supervise.unit.UnitSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to every unit of an environment. Confined to one thread; does nothing itself but answer with
 * actions.
 */
public final class Machine {
    /** A command that cannot be executed ends within a few ms; a unit without a probe is not called ready before. */
    private static final Duration BARELY_STARTED = Duration.ofMillis(50);

    private final LinkedHashMap<String, Unit> units = new LinkedHashMap<>();
    private final Dependencies dependencies = new Dependencies(units);
    private final Probing probing = new Probing(dependencies);
    private final Endings endings;
    private long lastAttempt;
    private boolean shuttingDown;
    private boolean finished;
    private List<Action> actions = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    /**
     * A machine without units.
     *
     * @param lastAttempt the highest number of an attempt that was ever given out in this environment
     */
    public Machine(long lastAttempt, RandomGenerator random) {
        this.lastAttempt = lastAttempt;
        this.endings = new Endings(new Backoff(random));
    }

    /** Takes in what happened and says what to do about it, in order. */
    public List<Action> handle(Input input, Instant time) {
        now = time;
        actions = new ArrayList<>();
        take(input);
        settle();
        return actions;
    }

    /** Every unit as it is now, in the order in which they were applied. */
    public List<ServiceStatus> status(Instant time) {
        return units.values().stream().map(unit -> unit.status(time)).toList();
    }

    /** What every unit is wished to be. */
    public List<UnitSpec> specs() {
        return units.values().stream().map(unit -> unit.spec).toList();
    }

    /** When the machine wants a Tick, {@link Instant#MAX} when it waits for nothing but events. */
    public Instant nextWake() {
        Instant next = Instant.MAX;
        for (Unit unit : units.values()) {
            Instant check = unit.checkUnderWay ? Instant.MAX : unit.wakeAt;
            Instant live = unit.liveUnderWay ? Instant.MAX : unit.liveAt;
            Instant own = check.isBefore(live) ? check : live;
            next = own.isBefore(next) ? own : next;
        }
        return next;
    }

    private void take(Input input) {
        if (input instanceof Input.Apply apply) {
            apply(apply.wanted());
        } else if (input instanceof Input.Fact fact) {
            dependencies.fact(fact.name(), fact.holds(), fact.reason());
        } else if (input instanceof Input.Start start) {
            known(start.units()).forEach(this::run);
        } else if (input instanceof Input.Stop stop) {
            known(stop.units()).forEach(Machine::stop);
        } else if (input instanceof Input.Restart restart) {
            known(restart.units()).forEach(this::restart);
        } else if (input instanceof Input.FilesChanged changed) {
            filesChanged(changed);
        } else if (input instanceof Input.Shutdown) {
            shuttingDown = true;
            units.values().forEach(Machine::stop);
        } else if (input instanceof Input.Adopted adopted) {
            adopt(adopted);
        } else if (input instanceof Input.FoundEnded ended) {
            foundEnded(ended);
        } else {
            takeNews(input);
        }
    }

    private void takeNews(Input input) {
        if (input instanceof Input.Launched launched) {
            launched(launched);
        } else if (input instanceof Input.LaunchFailed failed) {
            Unit unit = at(failed.unit(), failed.attempt());
            if (unit != null && unit.phase == Unit.Phase.LAUNCHING && unit.wantsToRun()) {
                Endings.fail(unit, failed.reason());
            } else if (unit != null && unit.phase == Unit.Phase.LAUNCHING) {
                unit.beginAnew();
                unit.enter(Unit.Phase.IDLE, Instant.MAX);
            }
        } else if (input instanceof Input.Exited exited) {
            exited(exited);
        } else if (input instanceof Input.Extinct extinct) {
            Unit unit = at(extinct.unit(), extinct.attempt());
            if (unit != null) {
                endings.extinct(unit, extinct, now);
            }
        } else if (input instanceof Input.Checked checked) {
            checked(checked);
        } else if (input instanceof Input.LogMatched matched) {
            Unit unit = at(matched.unit(), matched.attempt());
            if (unit != null) {
                unit.matched.add(matched.regex());
            }
        } else if (input instanceof Input.TaskChecked checked) {
            taskChecked(checked);
        }
    }

    // --- what is wanted ---

    private void apply(List<UnitSpec> wanted) {
        Set<String> names = wanted.stream().map(UnitSpec::name).collect(Collectors.toSet());
        for (Unit unit : units.values()) {
            if (!names.contains(unit.spec.name())) {
                stop(unit);
                unit.goal = Unit.Goal.REMOVE;
            }
        }
        LinkedHashMap<String, Unit> ordered = new LinkedHashMap<>();
        for (UnitSpec spec : wanted) {
            Unit unit = units.get(spec.name());
            if (unit == null) {
                unit = new Unit(spec);
            } else {
                respecify(unit, spec);
                run(unit);
            }
            ordered.put(spec.name(), unit);
        }
        units.forEach(ordered::putIfAbsent);
        units.clear();
        units.putAll(ordered);
        if (shuttingDown) {
            units.values().forEach(Machine::stop);
        }
    }

    private static void respecify(Unit unit, UnitSpec spec) {
        if (!unit.phase.hasProcess() || SpecChange.ofProcess(unit.spec, spec).isEmpty()) {
            unit.next = null;
            unit.spec = spec;
        } else {
            unit.next = spec;
        }
    }

    /** What {@link Input.Apply} with these, and a start of all of them, would do. */
    public List<PlannedChange> plan(List<UnitSpec> wanted) {
        List<PlannedChange> changes = new ArrayList<>();
        for (UnitSpec spec : wanted) {
            Unit unit = units.get(spec.name());
            changes.add(
                    unit == null
                            ? new PlannedChange(spec.name(), PlannedChange.Action.START, null)
                            : unit.planned(spec));
        }
        Set<String> names = wanted.stream().map(UnitSpec::name).collect(Collectors.toSet());
        for (Unit unit : units.values()) {
            if (!names.contains(unit.spec.name()) && unit.phase.hasProcess()) {
                changes.add(new PlannedChange(
                        unit.spec.name(), PlannedChange.Action.STOP, "not in services.yaml any more"));
            }
        }
        return changes;
    }

    private void run(Unit unit) {
        if (shuttingDown) {
            return;
        }
        switch (unit.phase) {
            case IDLE -> unit.beginAnew();
            case BACKOFF -> {
                unit.beginAnew();
                unit.enter(Unit.Phase.IDLE, Instant.MAX);
            }
            case SWEEPING -> unit.restartAsked = true;
            case STOPPING -> unit.restartAsked |= unit.stopReason != null;
            case ALIVE -> {
                if (unit.goal != Unit.Goal.RUN) {
                    unit.wakeAt = now;
                }
            }
            case WAITING, CHECKING, LAUNCHING -> {}
        }
        unit.goal = Unit.Goal.RUN;
    }

    private static void stop(Unit unit) {
        unit.goal = unit.goal == Unit.Goal.REMOVE ? Unit.Goal.REMOVE : Unit.Goal.STOP;
        unit.restartAsked = false;
        unit.next = null;
        if (unit.phase == Unit.Phase.IDLE) {
            unit.beginAnew();
        }
    }

    private void restart(Unit unit) {
        run(unit);
        unit.restartAsked |= unit.phase.hasProcess() && !shuttingDown;
    }

    /** Whoever has stopped a unit himself does not want it back because he saves a file. */
    private void filesChanged(Input.FilesChanged changed) {
        Unit unit = units.get(changed.unit());
        if (unit == null || unit.goal != Unit.Goal.RUN || shuttingDown) {
            return;
        }
        actions.add(new Action.Note(changed.unit(), changed.what()));
        restart(unit);
        unit.changed = unit.restartAsked ? changed.what() : null;
    }

    // --- what was found ---

    private void adopt(Input.Adopted found) {
        Unit unit = found(found.spec(), found.attempt(), found.fingerprint());
        unit.pid = found.pid();
        unit.since = found.since();
        // how it was so far is not known: it has as long as a unit that has just begun to show that it is well
        unit.probedSince = now;
        unit.enter(Unit.Phase.ALIVE, now);
    }

    private void foundEnded(Input.FoundEnded found) {
        Unit unit = found(found.spec(), found.attempt(), found.fingerprint());
        unit.enter(Unit.Phase.ALIVE, Instant.MAX);
        exited(new Input.Exited(found.spec().name(), found.attempt(), found.code()));
    }

    private Unit found(UnitSpec spec, long attempt, @Nullable String fingerprint) {
        Unit unit = new Unit(spec);
        unit.newAttempt(attempt);
        unit.fingerprint = fingerprint;
        lastAttempt = Math.max(lastAttempt, attempt);
        units.put(spec.name(), unit);
        return unit;
    }

    // --- what became of it ---

    private void launched(Input.Launched launched) {
        Unit unit = at(launched.unit(), launched.attempt());
        if (unit == null || unit.phase != Unit.Phase.LAUNCHING) {
            return;
        }
        unit.pid = launched.pid();
        unit.since = now;
        unit.probedSince = now;
        unit.reason = null;
        unit.enter(
                Unit.Phase.ALIVE,
                unit.readiness() == null && unit.spec.startup() == null ? now.plus(BARELY_STARTED) : now);
    }

    private void exited(Input.Exited exited) {
        Unit unit = at(exited.unit(), exited.attempt());
        if (unit != null) {
            Endings.exited(unit, exited.code(), actions);
        }
    }

    private void taskChecked(Input.TaskChecked checked) {
        Unit unit = at(checked.unit(), checked.attempt());
        if (unit == null || unit.phase != Unit.Phase.CHECKING) {
            return;
        }
        if (!unit.wantsToRun()) {
            unit.enter(Unit.Phase.IDLE, Instant.MAX);
        } else if (checked.failure() != null) {
            Endings.fail(unit, checked.failure());
        } else if (checked.done()) {
            Endings.complete(unit, "inputs unchanged");
        } else {
            launch(unit, checked.fingerprint());
        }
    }

    private void checked(Input.Checked checked) {
        Unit unit = at(checked.unit(), checked.attempt());
        if (unit == null) {
            return;
        }
        String dead = probing.checked(unit, checked, now);
        if (dead != null) {
            unit.restartAfterStop = true;
            stopProcess(unit, dead);
        }
    }

    // --- what follows ---

    /** Lets every unit take the steps that are open to it, until none is. */
    private void settle() {
        boolean moved;
        do {
            moved = false;
            for (Unit unit : List.copyOf(units.values())) {
                moved |= step(unit);
            }
        } while (moved);
        if (shuttingDown && !finished && units.values().stream().allMatch(u -> u.phase == Unit.Phase.IDLE)) {
            finished = true;
            actions.add(new Action.Finished());
        }
    }

    private boolean step(Unit unit) {
        return switch (unit.phase) {
            case IDLE -> stepIdle(unit);
            case WAITING -> stepWaiting(unit);
            case ALIVE -> stepAlive(unit);
            case BACKOFF -> stepBackoff(unit);
            case LAUNCHING -> {
                probing.watchLines(unit, actions);
                yield false;
            }
            case CHECKING, STOPPING, SWEEPING -> false;
        };
    }

    private boolean stepIdle(Unit unit) {
        UnitSpec next = unit.next;
        if (next != null) {
            unit.spec = next;
            unit.next = null;
            unit.beginAnew();
        }
        if (unit.restartAsked) {
            unit.restartAsked = false;
            unit.changed = null;
            unit.beginAnew();
        }
        if (unit.goal == Unit.Goal.REMOVE) {
            units.remove(unit.spec.name());
            actions.add(new Action.Forget(List.of(unit.spec.name())));
            return true;
        }
        if (unit.goal == Unit.Goal.STOP || unit.outcome != Unit.Outcome.OPEN) {
            return false;
        }
        String obstacle = dependencies.obstacle(unit);
        if (obstacle != null) {
            boolean news = !obstacle.equals(unit.reason);
            unit.reason = obstacle;
            return news;
        }
        unit.newAttempt(++lastAttempt);
        unit.waitsMet = 0;
        unit.enter(Unit.Phase.WAITING, now);
        return true;
    }

    private boolean stepWaiting(Unit unit) {
        if (!unit.wantsToRun()) {
            unit.beginAnew();
            unit.enter(Unit.Phase.IDLE, Instant.MAX);
            return true;
        }
        List<HostPort> addresses = unit.spec.waitFor();
        if (unit.waitsMet < addresses.size()) {
            HostPort address = addresses.get(unit.waitsMet);
            unit.reason = "waiting for " + address;
            probing.stepWaitFor(unit, address, now, actions);
            return false;
        }
        unit.reason = null;
        if (unit.spec.task() && !unit.spec.inputs().isEmpty()) {
            unit.enter(Unit.Phase.CHECKING, Instant.MAX);
            actions.add(new Action.CheckTask(unit.spec, unit.attempt));
        } else {
            launch(unit, null);
        }
        return true;
    }

    private void launch(Unit unit, @Nullable String fingerprint) {
        unit.fingerprint = fingerprint;
        unit.reason = null;
        unit.exitCode = null;
        unit.enter(Unit.Phase.LAUNCHING, Instant.MAX);
        actions.add(new Action.Launch(unit.spec, unit.attempt, fingerprint));
    }

    private boolean stepBackoff(Unit unit) {
        if (unit.wantsToRun() && unit.wakeAt.isAfter(now)) {
            return false;
        }
        unit.reason = null;
        unit.outcome = Unit.Outcome.OPEN;
        unit.enter(Unit.Phase.IDLE, Instant.MAX);
        return true;
    }

    private boolean stepAlive(Unit unit) {
        probing.watchLines(unit, actions);
        if (!unit.wantsToRun()) {
            unit.wakeAt = Instant.MAX;
            unit.liveAt = Instant.MAX;
            if (dependencies.mayStop(unit)) {
                String cause = unit.causeOfRestart();
                stopProcess(unit, null);
                unit.reason = cause;
                return true;
            }
            return false;
        }
        if (unit.spec.task()) {
            unit.wakeAt = Instant.MAX;
            return false;
        }
        boolean before = unit.ready || unit.booted;
        String late = probing.step(unit, now, actions);
        if (late != null) {
            stopProcess(unit, late);
        }
        return before != (unit.ready || unit.booted) || unit.phase != Unit.Phase.ALIVE;
    }

    private void stopProcess(Unit unit, @Nullable String reason) {
        unit.stopReason = reason;
        unit.reason = reason;
        unit.enter(Unit.Phase.STOPPING, Instant.MAX);
        unit.liveAt = Instant.MAX;
        actions.add(new Action.Note(unit.spec.name(), reason == null ? Notes.STOPPING : reason));
        actions.add(new Action.Stop(unit.spec, unit.attempt, unit.pid));
    }

    private @Nullable Unit at(String name, long attempt) {
        Unit unit = units.get(name);
        return unit != null && unit.attempt == attempt ? unit : null;
    }

    private List<Unit> known(Collection<String> names) {
        return units.values().stream()
                .filter(unit -> names.contains(unit.spec.name()))
                .toList();
    }
}
