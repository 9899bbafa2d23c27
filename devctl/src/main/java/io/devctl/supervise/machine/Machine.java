package io.devctl.supervise.machine;

import io.devctl.model.Leftover;
import io.devctl.model.PlannedChange;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.unit.HostPort;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.Restart;
import io.devctl.supervise.unit.SpecChange;
import io.devctl.supervise.unit.UnitSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to every unit of an environment. Confined to one thread; does nothing itself but answer with
 * actions.
 */
public final class Machine {
    /** Close enough together that nobody waits for a probe, rare enough to leave the unit its processor. */
    private static final Duration FIRST_CHECKS = Duration.ofMillis(50);

    private static final Duration LATER_CHECKS = Duration.ofMillis(250);
    private static final Duration FIRST_CHECKS_LAST = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** A command that cannot be executed ends within a few ms; a unit without a probe is not called ready before. */
    private static final Duration BARELY_STARTED = Duration.ofMillis(50);

    private final LinkedHashMap<String, Unit> units = new LinkedHashMap<>();
    private final Dependencies dependencies = new Dependencies(units);
    private final Backoff backoff;
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
        this.backoff = new Backoff(random);
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
                fail(unit, failed.reason());
            } else if (unit != null && unit.phase == Unit.Phase.LAUNCHING) {
                unit.beginAnew();
                unit.enter(Unit.Phase.IDLE, Instant.MAX);
            }
        } else if (input instanceof Input.Exited exited) {
            exited(exited);
        } else if (input instanceof Input.Extinct extinct) {
            extinct(extinct);
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

    // --- what was found ---

    private void adopt(Input.Adopted found) {
        Unit unit = found(found.spec(), found.attempt(), found.fingerprint());
        unit.pid = found.pid();
        unit.since = found.since();
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
        unit.enter(Unit.Phase.ALIVE, unit.readiness() == null ? now.plus(BARELY_STARTED) : now);
        actions.add(new Action.Note(launched.unit(), "started, pid " + launched.pid()));
    }

    private void exited(Input.Exited exited) {
        Unit unit = at(exited.unit(), exited.attempt());
        if (unit == null) {
            return;
        }
        unit.exitCode = exited.code();
        actions.add(new Action.Note(exited.unit(), ExitWords.of(exited.code())));
        if (unit.phase != Unit.Phase.ALIVE && unit.phase != Unit.Phase.LAUNCHING) {
            return;
        }
        Integer code = exited.code();
        if (unit.spec.task() && code != null && code == 0) {
            // what a task leaves running is its purpose, as often as not; it ends with the environment
            complete(unit, null);
            String fingerprint = unit.fingerprint;
            if (fingerprint != null) {
                actions.add(new Action.RecordSuccess(unit.spec, fingerprint));
            }
        } else {
            unit.enter(Unit.Phase.SWEEPING, Instant.MAX);
            actions.add(new Action.Sweep(unit.spec, unit.attempt, unit.pid));
        }
    }

    private void extinct(Input.Extinct extinct) {
        Unit unit = at(extinct.unit(), extinct.attempt());
        if (unit == null || (unit.phase != Unit.Phase.STOPPING && unit.phase != Unit.Phase.SWEEPING)) {
            return;
        }
        boolean asked = unit.phase == Unit.Phase.STOPPING;
        String stopReason = unit.stopReason;
        if (!extinct.left().isEmpty()) {
            fail(unit, "cannot be stopped: " + words(extinct.left()));
        } else if (!unit.wantsToRun() || (asked && stopReason == null)) {
            unit.beginAnew();
            unit.enter(Unit.Phase.IDLE, Instant.MAX);
        } else if (asked && !unit.restartAfterStop) {
            fail(unit, String.valueOf(stopReason));
        } else if (asked) {
            again(unit, String.valueOf(stopReason));
        } else {
            ended(unit);
        }
    }

    private void ended(Unit unit) {
        Integer code = unit.exitCode;
        String words = ExitWords.of(code) + (unit.ready || unit.spec.task() ? "" : " before it was ready");
        boolean clean = code != null && code == 0;
        boolean restart = switch (unit.spec.restart().policy()) {
            case NO -> false;
            case ON_FAILURE -> !clean;
            case ALWAYS -> !clean || !unit.spec.task();
        };
        if (restart) {
            again(unit, words);
        } else {
            fail(unit, words);
        }
    }

    private void again(Unit unit, String why) {
        Restart rule = unit.spec.restart();
        Instant since = unit.since;
        if (since != null && !since.plus(rule.stableAfter()).isAfter(now)) {
            unit.restartsInRow = 0;
        }
        if (unit.restartsInRow >= rule.maxRestarts()) {
            fail(unit, why + "; gave up after " + unit.restartsInRow + " restarts in a row");
            return;
        }
        Duration wait = backoff.before(unit.restartsInRow, rule);
        unit.restartsInRow++;
        unit.restarts++;
        unit.reason = why + "; starts again in " + seconds(wait);
        unit.enter(Unit.Phase.BACKOFF, now.plus(wait));
    }

    private void complete(Unit unit, @Nullable String reason) {
        unit.outcome = Unit.Outcome.COMPLETED;
        unit.reason = reason;
        unit.enter(Unit.Phase.IDLE, Instant.MAX);
    }

    private void fail(Unit unit, String reason) {
        unit.outcome = Unit.Outcome.FAILED;
        unit.reason = reason;
        unit.restartAsked = false;
        unit.enter(Unit.Phase.IDLE, Instant.MAX);
    }

    private void taskChecked(Input.TaskChecked checked) {
        Unit unit = at(checked.unit(), checked.attempt());
        if (unit == null || unit.phase != Unit.Phase.CHECKING) {
            return;
        }
        if (!unit.wantsToRun()) {
            unit.enter(Unit.Phase.IDLE, Instant.MAX);
        } else if (checked.failure() != null) {
            fail(unit, checked.failure());
        } else if (checked.done()) {
            complete(unit, "inputs unchanged");
        } else {
            launch(unit, checked.fingerprint());
        }
    }

    private void checked(Input.Checked checked) {
        Unit unit = at(checked.unit(), checked.attempt());
        if (unit == null) {
            return;
        }
        switch (checked.purpose()) {
            case WAIT_FOR -> waitChecked(unit, checked.failure());
            case READY -> readyChecked(unit, checked.failure());
            case LIVE -> liveChecked(unit, checked.failure());
        }
    }

    private void waitChecked(Unit unit, @Nullable String failure) {
        if (unit.phase != Unit.Phase.WAITING) {
            return;
        }
        unit.checkUnderWay = false;
        if (failure == null) {
            unit.waitsMet++;
            unit.wakeAt = now;
        } else {
            unit.wakeAt = now.plus(LATER_CHECKS);
        }
    }

    private void readyChecked(Unit unit, @Nullable String failure) {
        Probe probe = unit.readiness();
        Instant since = unit.probedSince;
        if (unit.phase != Unit.Phase.ALIVE || probe == null || since == null) {
            return;
        }
        unit.checkUnderWay = false;
        if (failure == null) {
            becomeReady(unit);
            unit.wakeAt = unit.spec.ready() == null ? Instant.MAX : now.plus(probe.interval());
        } else if (unit.ready) {
            unit.failures++;
            unit.wakeAt = now.plus(probe.interval());
            if (unit.failures >= probe.failureThreshold()) {
                unit.unready = true;
                unit.reason = failure;
            }
        } else {
            unit.reason = failure;
            Duration age = Duration.between(since, now);
            unit.wakeAt = now.plus(age.compareTo(FIRST_CHECKS_LAST) < 0 ? FIRST_CHECKS : LATER_CHECKS);
        }
    }

    private void becomeReady(Unit unit) {
        Probe live = unit.spec.live();
        if (!unit.ready && live != null) {
            unit.liveAt = now.plus(live.interval());
        }
        unit.ready = true;
        unit.unready = false;
        unit.failures = 0;
        unit.reason = null;
    }

    private void liveChecked(Unit unit, @Nullable String failure) {
        Probe probe = unit.spec.live();
        if (unit.phase != Unit.Phase.ALIVE || probe == null) {
            return;
        }
        unit.liveUnderWay = false;
        unit.liveAt = now.plus(probe.interval());
        unit.liveFailures = failure == null ? 0 : unit.liveFailures + 1;
        if (failure != null && unit.liveFailures >= probe.failureThreshold()) {
            unit.restartAfterStop = true;
            stopProcess(unit, "not alive any more: " + failure);
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
                watchLines(unit);
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
            if (!unit.checkUnderWay && !unit.wakeAt.isAfter(now)) {
                unit.checkUnderWay = true;
                check(unit, Input.Purpose.WAIT_FOR, new Probe.Check.Tcp(address), CONNECT_TIMEOUT);
            }
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
        watchLines(unit);
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
        boolean wasReady = unit.ready;
        stepReadiness(unit);
        Probe live = unit.spec.live();
        if (live != null && !unit.liveUnderWay && !unit.liveAt.isAfter(now)) {
            unit.liveUnderWay = true;
            check(unit, Input.Purpose.LIVE, live.check(), live.timeout());
        }
        return wasReady != unit.ready || unit.phase != Unit.Phase.ALIVE;
    }

    private void stepReadiness(Unit unit) {
        Probe probe = unit.readiness();
        Instant since = unit.probedSince;
        if (since == null) {
            return;
        }
        if (probe == null) {
            if (!unit.wakeAt.isAfter(now)) {
                becomeReady(unit);
                unit.wakeAt = Instant.MAX;
            }
            return;
        }
        Instant deadline = since.plus(probe.deadline());
        if (!unit.ready && !unit.checkUnderWay && !deadline.isAfter(now)) {
            String last = unit.reason == null ? "" : ": " + unit.reason;
            stopProcess(unit, "not ready within " + seconds(probe.deadline()) + last);
        } else if (probe.check() instanceof Probe.Check.Log log) {
            awaitLine(unit, log.regex(), deadline);
        } else if (!unit.checkUnderWay && !unit.wakeAt.isAfter(now)) {
            unit.checkUnderWay = true;
            check(unit, Input.Purpose.READY, probe.check(), probe.timeout());
        }
    }

    private void awaitLine(Unit unit, String regex, Instant deadline) {
        if (unit.ready) {
            unit.wakeAt = Instant.MAX;
        } else if (unit.matched.contains(regex)) {
            becomeReady(unit);
            unit.wakeAt = Instant.MAX;
        } else {
            unit.reason = "no line matches /" + regex + "/ yet";
            unit.wakeAt = deadline;
        }
    }

    private void watchLines(Unit unit) {
        Set<String> wanted = new HashSet<>(dependencies.awaitedLines(unit.spec.name()));
        Probe ready = unit.spec.ready();
        if (ready != null && ready.check() instanceof Probe.Check.Log log) {
            wanted.add(log.regex());
        }
        for (String regex : wanted) {
            if (unit.watched.add(regex)) {
                actions.add(new Action.WatchLog(unit.spec.name(), unit.attempt, regex));
            }
        }
    }

    private void stopProcess(Unit unit, @Nullable String reason) {
        unit.stopReason = reason;
        unit.reason = reason;
        unit.enter(Unit.Phase.STOPPING, Instant.MAX);
        unit.liveAt = Instant.MAX;
        actions.add(new Action.Stop(unit.spec, unit.attempt, unit.pid));
    }

    private void check(Unit unit, Input.Purpose purpose, Probe.Check check, Duration timeout) {
        actions.add(new Action.Check(unit.spec, unit.attempt, purpose, check, timeout));
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

    private static String words(List<Leftover> left) {
        return left.stream()
                .map(l -> "pid " + l.pid() + " (" + l.command() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
