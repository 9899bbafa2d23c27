package io.devctl.supervise;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.Leftover;
import io.devctl.supervise.machine.Action;
import io.devctl.supervise.machine.Input;
import io.devctl.supervise.probe.Checks;
import io.devctl.supervise.probe.Fingerprint;
import io.devctl.supervise.process.Attempt;
import io.devctl.supervise.process.Helpers;
import io.devctl.supervise.process.Identity;
import io.devctl.supervise.process.Launcher;
import io.devctl.supervise.process.Poll;
import io.devctl.supervise.process.ProcessTable;
import io.devctl.supervise.process.Reaper;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.unit.Stop;
import io.devctl.supervise.unit.Surroundings;
import io.devctl.supervise.unit.UnitSpec;
import io.devctl.system.PortOwner;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does what the machine wants done, on threads that may wait, and posts what came of it. */
final class Performer {
    /** A helper writes the exit code down right after the process has ended. */
    private static final Duration RECORD_PATIENCE = Duration.ofSeconds(2);

    /** For the last lines to come before the word that the process has ended; a child may hold the pipe open for ever. */
    private static final Duration OUTPUT_PATIENCE = Duration.ofMillis(300);

    private static final Duration PAUSE = Duration.ofMillis(5);

    /** Fifty of them cost nothing that could be measured. */
    private static final Duration STRANGER_PAUSE = Duration.ofSeconds(1);

    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private final RunDirectory run;
    private final Host host;
    private final Outputs outputs;
    private final ProcessTable table = new ProcessTable();
    private final Surroundings surroundings = new Surroundings(System.getenv());
    private final Launcher launcher;
    private final Checks checks;
    private final Executor pool;
    private final Consumer<Input> post;
    private final EventSink events;
    private final Map<String, CompletableFuture<Void>> recording = new ConcurrentHashMap<>();
    private final Set<Long> portSeen = ConcurrentHashMap.newKeySet();
    private final Set<Long> exitTold = ConcurrentHashMap.newKeySet();

    Performer(RunDirectory run, Host host, Outputs outputs, Executor pool, Consumer<Input> post, EventSink events) {
        this.run = run;
        this.host = host;
        this.outputs = outputs;
        this.launcher = new Launcher(run, surroundings);
        this.checks = new Checks(host::sqlHolds, surroundings);
        this.pool = pool;
        this.post = post;
        this.events = events;
    }

    /** What units that are started from now on have around them. */
    Surroundings surroundings() {
        return surroundings;
    }

    void perform(Action action) {
        if (action instanceof Action.Note note) {
            outputs.note(note.unit(), note.text());
        } else if (action instanceof Action.WatchLog watch) {
            Attempt attempt = run.attempt(watch.unit(), watch.attempt());
            // before anything more is read: a flood takes a line out of the log again in no time
            outputs.watch(attempt, watch.regex());
            pool.execute(() -> outputs.search(attempt, watch.regex()));
        } else if (action instanceof Action.CheckTask check) {
            // behind what is being recorded of its last run, which must not count as one that never was
            var unused = recording
                    .getOrDefault(check.spec().name(), CompletableFuture.completedFuture(null))
                    .thenRunAsync(() -> checkTask(check), pool);
        } else if (action instanceof Action.Launch launch) {
            pool.execute(() -> launch(launch));
        } else if (action instanceof Action.Stop stop) {
            pool.execute(() -> stop(stop));
        } else if (action instanceof Action.Sweep sweep) {
            pool.execute(() -> sweep(sweep));
        } else if (action instanceof Action.Check check) {
            pool.execute(() -> check(check));
        } else if (action instanceof Action.RecordSuccess success) {
            recording.put(success.spec().name(), CompletableFuture.runAsync(() -> recordSuccess(success), pool));
        } else if (action instanceof Action.Forget forget) {
            pool.execute(() -> forget(forget.units()));
        }
    }

    private void checkTask(Action.CheckTask check) {
        UnitSpec task = check.spec();
        String fingerprint = "";
        boolean done = false;
        String failure = null;
        try {
            fingerprint = Fingerprint.of(task);
            done = host.taskDone(task.name(), fingerprint, task.database());
        } catch (IOException e) {
            failure = "cannot read its inputs: " + e.getMessage();
        } catch (RuntimeException e) {
            failure = "cannot tell whether it is due: " + e.getMessage();
        }
        post.accept(new Input.TaskChecked(task.name(), check.attempt(), fingerprint, done, failure));
    }

    private void launch(Action.Launch launch) {
        UnitSpec spec = launch.spec();
        run.attempts().stream()
                .filter(old -> old.unit().equals(spec.name()) && old.number() < launch.attempt())
                .forEach(Attempt::delete);
        outputs.mask(spec, surroundings);
        try {
            if (spec.container()) {
                host.removeContainer(spec.name());
            }
            Process helper = launcher.launch(spec, launch.attempt(), launch.fingerprint());
            Attempt attempt = run.attempt(spec.name(), launch.attempt());
            var unused = helper.onExit().thenRunAsync(() -> helperEnded(attempt), pool);
        } catch (Launcher.CannotLaunch e) {
            post.accept(new Input.LaunchFailed(spec.name(), launch.attempt(), e.reason()));
        } catch (RuntimeException e) {
            post.accept(new Input.LaunchFailed(spec.name(), launch.attempt(), "cannot start: " + e.getMessage()));
        }
    }

    /** Tells of the exit of an attempt, once, and after its output. */
    void exited(Attempt attempt, @Nullable Integer code) {
        if (exitTold.add(attempt.number())) {
            outputs.await(attempt.number(), OUTPUT_PATIENCE);
            post.accept(new Input.Exited(attempt.unit(), attempt.number(), code));
            if (code == null) {
                // its helper was killed; the shells that were to keep its output are left of it
                Helpers.end(attempt);
            }
        }
    }

    /**
     * Runs the action when a process that is not this one's child has ended. Not {@link ProcessHandle#onExit}, which takes a
     * process for alive until somebody has waited for it: the first process of many a container never does.
     */
    void whenEnded(Identity process, Runnable action) {
        pool.execute(() -> {
            Poll.until(() -> !process.alive(), FOR_EVER, STRANGER_PAUSE);
            action.run();
        });
    }

    /** A helper ends after it has written the exit code, unless somebody has killed it. */
    void helperEnded(Attempt attempt) {
        Integer code = attempt.exitCode().orElse(null);
        var process = attempt.process();
        if (code != null) {
            exited(attempt, code);
        } else if (process.isEmpty()) {
            post.accept(new Input.LaunchFailed(attempt.unit(), attempt.number(), "its helper ended before it started"));
        } else if (process.get().alive()) {
            outputs.note(attempt.unit(), "its helper was killed; its exit code will not be known");
            whenEnded(process.get(), () -> exited(attempt, null));
        } else {
            exited(attempt, null);
        }
    }

    private void stop(Action.Stop action) {
        UnitSpec spec = action.spec();
        Stop how = spec.stop();
        List<String> command = how.command();
        if (command != null) {
            String failure =
                    checks.failure(spec, new io.devctl.supervise.unit.Probe.Check.Exec(command), how.timeout());
            if (failure != null) {
                outputs.note(spec.name(), "stop command: " + failure);
            }
        }
        List<Leftover> left =
                reaper(spec, action.pid()).stop(command == null ? how.signal() : null, how.timeout(), true);
        Attempt attempt = run.attempt(spec.name(), action.attempt());
        if (attempt.process().isPresent() && !exitTold.contains(attempt.number())) {
            Poll.until(() -> attempt.exitCode().isPresent(), RECORD_PATIENCE, PAUSE);
            exited(attempt, attempt.exitCode().orElse(null));
        }
        outputs.await(action.attempt(), OUTPUT_PATIENCE);
        post.accept(new Input.Extinct(spec.name(), action.attempt(), left));
        if (left.isEmpty()) {
            attempt.delete();
            outputs.forget(action.attempt());
        }
    }

    private void sweep(Action.Sweep action) {
        UnitSpec spec = action.spec();
        Stop how = spec.stop();
        List<Leftover> left = reaper(spec, action.pid()).stop(how.signal(), how.timeout(), false);
        post.accept(new Input.Extinct(spec.name(), action.attempt(), left));
        outputs.await(action.attempt(), OUTPUT_PATIENCE);
        outputs.forget(action.attempt());
    }

    private Reaper reaper(UnitSpec spec, @Nullable Long leader) {
        return new Reaper(new Reaper.Quarry(spec.name(), run.mark(spec.name()), false, leader), table, events);
    }

    private void check(Action.Check check) {
        UnitSpec spec = check.spec();
        String failure = checks.failure(spec, check.check(), check.timeout());
        Integer port = spec.port();
        boolean first = check.purpose() == Input.Purpose.READY && !portSeen.contains(check.attempt());
        if (failure == null && first && port != null) {
            // two units that want one port: the one that has not got it may live on, and must not pass for the other
            failure = PortOwner.of(port)
                    .filter(owner -> isOfOtherUnit(owner, spec))
                    .map(owner -> "port " + port + " is held by " + owner)
                    .orElse(null);
        }
        if (failure == null && first) {
            portSeen.add(check.attempt());
        }
        String shown = failure == null ? null : outputs.masked(spec.name(), failure);
        post.accept(new Input.Checked(spec.name(), check.attempt(), check.purpose(), shown));
    }

    /** Whoever carries no mark may well be the unit's own: a container that it has started. */
    private boolean isOfOtherUnit(PortOwner owner, UnitSpec spec) {
        String mark = ProcessTable.markOf(owner.pid());
        return !mark.isEmpty() && !mark.equals(run.mark(spec.name()));
    }

    private void recordSuccess(Action.RecordSuccess success) {
        UnitSpec task = success.spec();
        try {
            host.taskSucceeded(task.name(), success.fingerprint(), task.database());
        } catch (DevctlException e) {
            events.emit(new Event.Warning(
                    "cannot keep that " + task.name() + " has succeeded, so it will run again: " + e.getMessage(),
                    e.hint().orElse(null)));
        }
    }

    private void forget(List<String> units) {
        run.attempts().stream()
                .filter(attempt -> units.contains(attempt.unit()))
                .forEach(Attempt::delete);
    }
}
