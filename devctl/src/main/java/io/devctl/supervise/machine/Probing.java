package io.devctl.supervise.machine;

import io.devctl.supervise.unit.HostPort;
import io.devctl.supervise.unit.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a living unit is: first whether it has begun, then whether it is ready, then whether it is still alive. Each stage
 * has its own probe and its own time; the next is not asked for before.
 */
final class Probing {
    /** Close enough together that nobody waits for a probe, rare enough to leave the unit its processor. */
    private static final Duration FIRST_CHECKS = Duration.ofMillis(50);

    private static final Duration LATER_CHECKS = Duration.ofMillis(250);
    private static final Duration FIRST_CHECKS_LAST = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private final Dependencies dependencies;

    Probing(Dependencies dependencies) {
        this.dependencies = dependencies;
    }

    /** Asks once for an address that the unit waits for, unless that is under way or not due. */
    void stepWaitFor(Unit unit, HostPort address, Instant now, List<Action> actions) {
        if (!unit.checkUnderWay && !unit.wakeAt.isAfter(now)) {
            unit.checkUnderWay = true;
            check(unit, Input.Purpose.WAIT_FOR, new Probe.Check.Tcp(address), CONNECT_TIMEOUT, actions);
        }
    }

    /**
     * Asks for what is due of a unit that runs.
     *
     * @return why it is too late, and the unit has failed; null when it has not
     */
    @Nullable
    String step(Unit unit, Instant now, List<Action> actions) {
        Instant from = unit.probedSince;
        if (from == null) {
            return null;
        }
        Probe startup = unit.spec.startup();
        if (startup != null && !unit.booted) {
            return step(unit, startup, Input.Purpose.STARTUP, from, now, actions);
        }
        Probe live = unit.spec.live();
        if (live != null && !unit.liveUnderWay && !unit.liveAt.isAfter(now)) {
            unit.liveUnderWay = true;
            check(unit, Input.Purpose.LIVE, live.check(), live.timeout(), actions);
        }
        Probe ready = unit.readiness();
        if (ready != null) {
            return step(unit, ready, Input.Purpose.READY, from, now, actions);
        }
        if (!unit.wakeAt.isAfter(now)) {
            becomeReady(unit, now);
            unit.wakeAt = Instant.MAX;
        }
        return null;
    }

    private static @Nullable String step(
            Unit unit, Probe probe, Input.Purpose purpose, Instant from, Instant now, List<Action> actions) {
        Instant deadline = from.plus(probe.deadline());
        if (!unit.ready && !unit.checkUnderWay && !deadline.isAfter(now)) {
            String last = unit.reason == null ? "" : ": " + unit.reason;
            String stage = purpose == Input.Purpose.STARTUP ? "not started within " : "not ready within ";
            return stage + Words.seconds(probe.deadline()) + last;
        }
        if (probe.check() instanceof Probe.Check.Log log) {
            awaitLine(unit, purpose, log.regex(), deadline, now);
        } else if (!unit.checkUnderWay && !unit.wakeAt.isAfter(now)) {
            unit.checkUnderWay = true;
            check(unit, purpose, probe.check(), probe.timeout(), actions);
        }
        return null;
    }

    private static void awaitLine(Unit unit, Input.Purpose purpose, String regex, Instant deadline, Instant now) {
        if (unit.ready) {
            unit.wakeAt = Instant.MAX;
        } else if (unit.matched.contains(regex)) {
            reach(unit, purpose, now);
        } else {
            unit.reason = "no line matches /" + regex + "/ yet";
            unit.wakeAt = deadline;
        }
    }

    /** The stage is reached: the next one begins at once. */
    private static void reach(Unit unit, Input.Purpose purpose, Instant now) {
        if (purpose == Input.Purpose.STARTUP) {
            unit.booted = true;
            unit.probedSince = now;
            unit.reason = null;
            unit.wakeAt = now;
        } else {
            becomeReady(unit, now);
            Probe probe = unit.spec.ready();
            // a line that was written once stays written; a port of its own is nothing that was asked for
            unit.wakeAt = probe == null
                    ? Instant.MAX
                    : probe.check() instanceof Probe.Check.Log ? Instant.MAX : now.plus(probe.interval());
        }
    }

    private static void becomeReady(Unit unit, Instant now) {
        Probe live = unit.spec.live();
        if (!unit.ready && live != null) {
            unit.liveAt = now.plus(live.interval());
        }
        unit.ready = true;
        unit.unready = false;
        unit.failures = 0;
        unit.reason = null;
    }

    /**
     * Takes in the outcome of a check.
     *
     * @return why the unit counts as dead, although it runs; null when it does not
     */
    @Nullable
    String checked(Unit unit, Input.Checked checked, Instant now) {
        String failure = checked.failure();
        switch (checked.purpose()) {
            case WAIT_FOR -> waitChecked(unit, failure, now);
            case STARTUP -> stageChecked(unit, unit.spec.startup(), checked, now);
            case READY -> stageChecked(unit, unit.readiness(), checked, now);
            case LIVE -> {
                return liveChecked(unit, failure, now);
            }
        }
        return null;
    }

    private static void waitChecked(Unit unit, @Nullable String failure, Instant now) {
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

    private static void stageChecked(Unit unit, @Nullable Probe probe, Input.Checked checked, Instant now) {
        Instant from = unit.probedSince;
        if (unit.phase != Unit.Phase.ALIVE || probe == null || from == null) {
            return;
        }
        unit.checkUnderWay = false;
        String failure = checked.failure();
        if (failure == null) {
            reach(unit, checked.purpose(), now);
        } else if (unit.ready) {
            unit.failures++;
            unit.wakeAt = now.plus(probe.interval());
            if (unit.failures >= probe.failureThreshold()) {
                unit.unready = true;
                unit.reason = failure;
            }
        } else {
            unit.reason = failure;
            Duration age = Duration.between(from, now);
            unit.wakeAt = now.plus(age.compareTo(FIRST_CHECKS_LAST) < 0 ? FIRST_CHECKS : LATER_CHECKS);
        }
    }

    private static @Nullable String liveChecked(Unit unit, @Nullable String failure, Instant now) {
        Probe probe = unit.spec.live();
        if (unit.phase != Unit.Phase.ALIVE || probe == null) {
            return null;
        }
        unit.liveUnderWay = false;
        unit.liveAt = now.plus(probe.interval());
        unit.liveFailures = failure == null ? 0 : unit.liveFailures + 1;
        return failure != null && unit.liveFailures >= probe.failureThreshold()
                ? "not alive any more: " + failure
                : null;
    }

    /** Has the lines told that somebody waits for: other units, or the unit's own probes. */
    void watchLines(Unit unit, List<Action> actions) {
        Set<String> wanted = new HashSet<>(dependencies.awaitedLines(unit.spec.name()));
        for (Probe probe : new Probe[] {unit.spec.startup(), unit.spec.ready()}) {
            if (probe != null && probe.check() instanceof Probe.Check.Log log) {
                wanted.add(log.regex());
            }
        }
        for (String regex : wanted) {
            if (unit.watched.add(regex)) {
                actions.add(new Action.WatchLog(unit.spec.name(), unit.attempt, regex));
            }
        }
    }

    private static void check(
            Unit unit, Input.Purpose purpose, Probe.Check check, Duration timeout, List<Action> actions) {
        actions.add(new Action.Check(unit.spec, unit.attempt, purpose, check, timeout));
    }
}
