package io.devctl.supervise.machine;

import io.devctl.model.PlannedChange;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.SpecChange;
import io.devctl.supervise.unit.UnitSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the machine knows of one unit. Owned by the machine's thread. */
final class Unit {
    /** What is wanted of it. */
    enum Goal {
        RUN,
        STOP,
        REMOVE
    }

    /** Where its process is. */
    enum Phase {
        /** There is none, and nothing is under way. */
        IDLE,
        /** Its dependencies hold; addresses that it waits for do not answer yet. */
        WAITING,
        /** Whether the task is due is being found out. */
        CHECKING,
        /** It has been asked for. */
        LAUNCHING,
        /** It runs. */
        ALIVE,
        /** It has been asked to stop, and something of it may be left. */
        STOPPING,
        /** It has ended by itself, and what it left is being cleared away. */
        SWEEPING,
        /** It will be started again after a while. */
        BACKOFF;

        boolean hasProcess() {
            return this == LAUNCHING || this == ALIVE || this == STOPPING || this == SWEEPING;
        }
    }

    /** How its last run ended, as far as that decides whether there will be another. */
    enum Outcome {
        OPEN,
        COMPLETED,
        FAILED
    }

    private static final String RESTARTED = "to be restarted: ";

    UnitSpec spec;

    @Nullable
    UnitSpec next;

    Goal goal = Goal.RUN;
    Phase phase = Phase.IDLE;
    Outcome outcome = Outcome.OPEN;
    long attempt;

    @Nullable
    Long pid;

    @Nullable
    Instant since;

    /** Since when this supervisor looks whether it is ready, which an adopted process may have been for days. */
    @Nullable
    Instant probedSince;

    @Nullable
    Integer exitCode;

    @Nullable
    String fingerprint;

    @Nullable
    String reason;

    int restarts;
    int restartsInRow;
    boolean ready;
    boolean unready;
    boolean restartAsked;
    /** Why it is being stopped although it should run: it then counts as failed, or as one more restart. */
    @Nullable
    String stopReason;

    boolean restartAfterStop;
    Instant wakeAt = Instant.MAX;
    int waitsMet;
    boolean checkUnderWay;
    int failures;
    int liveFailures;
    Instant liveAt = Instant.MAX;
    boolean liveUnderWay;
    final Set<String> matched = new HashSet<>();
    final Set<String> watched = new HashSet<>();

    Unit(UnitSpec spec) {
        this.spec = spec;
    }

    /** Forgets everything about the last process and what came of it. */
    void beginAnew() {
        outcome = Outcome.OPEN;
        reason = null;
        restarts = 0;
        restartsInRow = 0;
    }

    void enter(Phase next, Instant wake) {
        phase = next;
        wakeAt = wake;
        checkUnderWay = false;
        liveAt = Instant.MAX;
    }

    /** The fields that belong to one process. */
    void newAttempt(long number) {
        attempt = number;
        pid = null;
        since = null;
        probedSince = null;
        ready = false;
        unready = false;
        failures = 0;
        liveFailures = 0;
        liveAt = Instant.MAX;
        liveUnderWay = false;
        stopReason = null;
        restartAfterStop = false;
        matched.clear();
        watched.clear();
    }

    /** The probe for readiness: the one that was asked for, or the port's, or none. */
    @Nullable
    Probe readiness() {
        if (spec.ready() != null) {
            return spec.ready();
        }
        Integer port = spec.port();
        return port == null || spec.task()
                ? null
                : Probe.of(new Probe.Check.Tcp(new io.devctl.supervise.unit.HostPort("127.0.0.1", port)));
    }

    /** What would be done with it if this were wanted. */
    PlannedChange planned(UnitSpec wanted) {
        List<String> changes = SpecChange.ofProcess(spec, wanted);
        if (phase.hasProcess() && !changes.isEmpty()) {
            return new PlannedChange(spec.name(), PlannedChange.Action.RESTART, String.join(", ", changes));
        }
        if (phase == Phase.ALIVE || phase == Phase.LAUNCHING) {
            return new PlannedChange(spec.name(), PlannedChange.Action.KEEP, null);
        }
        String cause = outcome == Outcome.FAILED ? "it has failed" + (reason == null ? "" : ": " + reason) : null;
        return new PlannedChange(spec.name(), PlannedChange.Action.START, cause);
    }

    /** Why it is being stopped although it is to run again at once; null when it is not. */
    @Nullable
    String causeOfRestart() {
        UnitSpec wanted = next;
        return goal != Goal.RUN || wanted == null
                ? null
                : RESTARTED + String.join(", ", SpecChange.ofProcess(spec, wanted));
    }

    boolean wantsToRun() {
        return goal == Goal.RUN && !restartAsked && next == null;
    }

    ServiceStatus status(Instant now) {
        Instant begun = since;
        Duration uptime = begun == null || !phase.hasProcess() ? null : Duration.between(begun, now);
        return new ServiceStatus(
                spec.name(),
                spec.task(),
                state(),
                phase.hasProcess() ? pid : null,
                spec.port(),
                spec.url(),
                restarts,
                exitCode,
                uptime,
                reason);
    }

    ServiceState state() {
        return switch (phase) {
            case IDLE -> idleState();
            case WAITING, CHECKING -> ServiceState.PENDING;
            case LAUNCHING -> ServiceState.STARTING;
            case ALIVE ->
                unready ? ServiceState.UNREADY : ready && !spec.task() ? ServiceState.READY : ServiceState.RUNNING;
            case STOPPING -> restartAfterStop ? ServiceState.RESTARTING : ServiceState.STOPPING;
            case SWEEPING -> ServiceState.STOPPING;
            case BACKOFF -> ServiceState.RESTARTING;
        };
    }

    private ServiceState idleState() {
        return switch (outcome) {
            case COMPLETED -> ServiceState.COMPLETED;
            case FAILED -> ServiceState.FAILED;
            case OPEN -> goal == Goal.RUN ? ServiceState.PENDING : ServiceState.STOPPED;
        };
    }
}
