package io.devctl.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.config.ServiceConfig;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.model.TimedStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code --timings}: when each step of a run began and ended, and which of them the end had to wait for. */
public final class Timings implements EventSink {
    private static final String CHECK = "migrations";

    private final Environment environment;
    private final EventSink next;
    private final Instant began;
    private final Duration start;

    @GuardedBy("this")
    private final Map<String, Step> steps = new LinkedHashMap<>();

    /** @param next takes every event behind this one */
    public Timings(Environment environment, EventSink next) {
        this.environment = environment;
        this.next = next;
        Instant now = Instant.now();
        this.began = ProcessHandle.current().info().startInstant().orElse(now);
        this.start = Duration.between(began, now);
    }

    /** What is known of a step; its end is null as long as it is not done. */
    private static final class Step {
        private final Duration from;
        private @Nullable Duration to;
        private String what = "";

        Step(Duration from) {
            this.from = from;
        }

        void end(Duration now, String done) {
            if (to == null) {
                to = now;
                what = done;
            }
        }
    }

    @Override
    public void emit(Event event) {
        Duration now = Duration.between(began, Instant.now());
        synchronized (this) {
            note(event, now);
        }
        next.emit(event);
    }

    @GuardedBy("this")
    private void note(Event event, Duration now) {
        if (event instanceof Event.PostgresReady ready) {
            step(Selection.POSTGRES, start).end(now, ready.started() ? "started" : "was running");
        } else if (event instanceof Event.MigrationsChecked checked) {
            step(CHECK, now.minus(checked.took())).end(now, "checked");
            Map<String, List<TargetStatus>> byService = checked.targets().stream()
                    .collect(Collectors.groupingBy(status -> status.target().service()));
            byService.forEach((service, targets) -> {
                if (targets.stream().anyMatch(status -> status.state() != TargetState.CURRENT)) {
                    step(Selection.migrationsOf(service), now);
                }
            });
        } else if (event instanceof Event.ServiceMigrated migrated) {
            Step step = steps.get(Selection.migrationsOf(migrated.service()));
            if (step != null) {
                step.end(now, outcome(migrated.results()));
            }
        } else if (event instanceof Event.ServiceChanged changed) {
            service(changed.status(), now);
        }
    }

    @GuardedBy("this")
    private void service(ServiceStatus status, Duration now) {
        ServiceState state = status.state();
        if (state == ServiceState.STARTING || state == ServiceState.RUNNING) {
            step(status.name(), now);
        }
        Step step = steps.get(status.name());
        boolean done = state == ServiceState.READY || state == ServiceState.COMPLETED || state == ServiceState.FAILED;
        if (step != null && done) {
            step.end(now, state.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @GuardedBy("this")
    private Step step(String name, Duration from) {
        return steps.computeIfAbsent(name, n -> new Step(from));
    }

    private static String outcome(List<TargetResult> results) {
        boolean failed = results.stream().anyMatch(result -> result.outcome() == TargetResult.Outcome.FAILED);
        int applied =
                results.stream().mapToInt(result -> result.applied().size()).sum();
        return failed ? "failed" : "applied " + applied;
    }

    /** All steps that are done, in the order in which they began; {@code devctl} itself is the first. */
    public synchronized List<TimedStep> steps() {
        Set<String> critical = criticalPath();
        List<TimedStep> timed = new ArrayList<>();
        timed.add(new TimedStep("devctl", "started", Duration.ZERO, start, true));
        steps.forEach((name, step) -> {
            Duration to = step.to;
            if (to != null) {
                timed.add(new TimedStep(name, step.what, step.from, to.minus(step.from), critical.contains(name)));
            }
        });
        timed.sort(Comparator.comparing(TimedStep::from));
        return timed;
    }

    /** Backwards from the last step: of all that a step needed, what was done last is what it waited for. */
    @GuardedBy("this")
    private Set<String> criticalPath() {
        Set<String> path = new LinkedHashSet<>();
        String at = latest(steps.keySet());
        while (at != null && path.add(at)) {
            at = latest(needs(at));
        }
        return path;
    }

    @GuardedBy("this")
    private @Nullable String latest(Set<String> names) {
        String latest = null;
        Duration end = Duration.ZERO;
        for (String name : names) {
            Step step = steps.get(name);
            Duration to = step == null ? null : step.to;
            if (to != null && to.compareTo(end) >= 0) {
                latest = name;
                end = to;
            }
        }
        return latest;
    }

    private Set<String> needs(String name) {
        if (name.equals(Selection.POSTGRES)) {
            return Set.of();
        }
        if (name.equals(CHECK)) {
            return Set.of(Selection.POSTGRES);
        }
        String owner = Selection.serviceOf(name);
        if (!owner.equals(name)) {
            return Set.of(CHECK);
        }
        ServiceConfig service = environment.config().services().get(name);
        if (service == null) {
            return Set.of();
        }
        Set<String> needs = new LinkedHashSet<>(service.dependsOn().keySet());
        if (service.database()) {
            needs.add(Selection.POSTGRES);
        }
        if (!service.migrations().isEmpty()) {
            needs.add(Selection.migrationsOf(name));
            needs.add(CHECK);
        }
        return needs;
    }
}
