package io.devctl.supervise.machine;

import io.devctl.model.Leftover;
import io.devctl.supervise.unit.Restart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What becomes of a unit whose process has ended: done, failed, or started again after a while. */
final class Endings {
    private final Backoff backoff;

    Endings(Backoff backoff) {
        this.backoff = backoff;
    }

    /** Its own process has ended: a task may be done with that, whatever else it was is cleared away. */
    static void exited(Unit unit, @Nullable Integer code, List<Action> actions) {
        unit.exitCode = code;
        actions.add(new Action.Note(unit.spec.name(), ExitWords.of(code)));
        if (unit.phase != Unit.Phase.ALIVE && unit.phase != Unit.Phase.LAUNCHING) {
            return;
        }
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

    /** Nothing of it is left, or what is left cannot be stopped. */
    void extinct(Unit unit, Input.Extinct extinct, Instant now) {
        if (unit.phase != Unit.Phase.STOPPING && unit.phase != Unit.Phase.SWEEPING) {
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
            again(unit, String.valueOf(stopReason), now);
        } else {
            ended(unit, now);
        }
    }

    private void ended(Unit unit, Instant now) {
        Integer code = unit.exitCode;
        String words = ExitWords.of(code) + (unit.ready || unit.spec.task() ? "" : " before it was ready");
        boolean clean = code != null && code == 0;
        boolean restart = switch (unit.spec.restart().policy()) {
            case NO -> false;
            case ON_FAILURE -> !clean;
            case ALWAYS -> !clean || !unit.spec.task();
        };
        if (restart) {
            again(unit, words, now);
        } else {
            fail(unit, words);
        }
    }

    private void again(Unit unit, String why, Instant now) {
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
        unit.reason = why + "; starts again in " + Words.seconds(wait);
        unit.enter(Unit.Phase.BACKOFF, now.plus(wait));
    }

    /** A task has succeeded, or is as if it had. */
    static void complete(Unit unit, @Nullable String reason) {
        unit.outcome = Unit.Outcome.COMPLETED;
        unit.reason = reason;
        unit.enter(Unit.Phase.IDLE, Instant.MAX);
    }

    /** It is not tried again. */
    static void fail(Unit unit, String reason) {
        unit.outcome = Unit.Outcome.FAILED;
        unit.reason = reason;
        unit.restartAsked = false;
        unit.enter(Unit.Phase.IDLE, Instant.MAX);
    }

    private static String words(List<Leftover> left) {
        return left.stream()
                .map(l -> "pid " + l.pid() + " (" + l.command() + ")")
                .collect(Collectors.joining(", "));
    }
}
