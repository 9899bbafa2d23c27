package io.devctl.console.screen;

import io.devctl.console.style.Counts;
import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.Durations;
import io.devctl.console.style.Gauge;
import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.model.Event;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Migrations while they run, a bar for each service that has some to apply; afterwards one line for all. */
final class MigrationBoard {
    private static final String ALL = "all";

    private final Map<String, Run> runs = new LinkedHashMap<>();
    private int targets;
    private Duration took = Duration.ZERO;

    /** What is known of a service while it is migrated. */
    private static final class Run {
        private final long pending;
        private final long start;
        private long applied;
        private int failures;
        private boolean over;

        Run(long pending, long start) {
            this.pending = pending;
            this.start = start;
        }
    }

    void take(Event event, long now) {
        if (event instanceof Event.MigrationsChecked checked) {
            begin(checked, now);
        } else if (event instanceof Event.MigrationApplied applied) {
            run(applied.target().service(), now).applied++;
        } else if (event instanceof Event.TargetFinished finished) {
            TargetResult result = finished.result();
            boolean failed = result.outcome() == TargetResult.Outcome.FAILED;
            run(result.target().service(), now).failures += failed ? 1 : 0;
        } else if (event instanceof Event.ServiceMigrated migrated) {
            run(migrated.service(), now).over = true;
            took = migrated.took().compareTo(took) > 0 ? migrated.took() : took;
        }
    }

    private void begin(Event.MigrationsChecked checked, long now) {
        if (runs.values().stream().allMatch(run -> run.over)) {
            runs.clear();
            targets = 0;
            took = checked.took();
        }
        Map<String, Long> pending = new LinkedHashMap<>();
        for (TargetStatus status : checked.targets()) {
            long files = status.state() == TargetState.CURRENT
                    ? 0
                    : Math.max(1, status.pending().size());
            pending.merge(status.target().service(), files, Long::sum);
        }
        targets += checked.targets().size();
        pending.forEach((service, files) -> {
            Run run = new Run(files, now);
            run.over = files == 0;
            runs.put(service, run);
        });
    }

    private Run run(String service, long now) {
        return runs.computeIfAbsent(service, s -> new Run(0, now));
    }

    /** Whether there is something that changes by the time alone. */
    boolean isBusy() {
        return runs.values().stream().anyMatch(run -> !run.over);
    }

    boolean hasFailed() {
        return runs.values().stream().anyMatch(run -> run.failures > 0);
    }

    /** A line for each that is not done, one for all where there is not room; at most so many lines. */
    List<String> lines(Theme theme, long now, int most) {
        List<String> lines = new ArrayList<>();
        if (isBusy()) {
            runs.forEach((service, run) -> {
                if (!run.over) {
                    lines.add(running(theme, service, run, now));
                }
            });
        } else if (!runs.isEmpty()) {
            lines.add(done(theme));
        }
        if (lines.size() <= most) {
            return lines;
        }
        return most <= 0 ? List.of() : List.of(running(theme, ALL, all(now), now));
    }

    /** Where there is not room for a bar each, one for all. */
    private Run all(long now) {
        long start = runs.values().stream().mapToLong(run -> run.start).min().orElse(now);
        Run all = new Run(runs.values().stream().mapToLong(run -> run.pending).sum(), start);
        for (Run run : runs.values()) {
            all.applied += run.applied;
            all.failures += run.failures;
        }
        return all;
    }

    /** {@code • auth_api  [####....] 12 of 30 migrations · 8/s · 2.1 s left}. */
    private String running(Theme theme, String service, Run run, long now) {
        int width = 0;
        for (Map.Entry<String, Run> other : runs.entrySet()) {
            width = Math.max(width, other.getValue().over ? 0 : DisplayWidth.of(SafeText.line(other.getKey())));
        }
        width = service.equals(ALL) ? ALL.length() : Math.min(width, theme.width() / 3);
        String name = DisplayWidth.pad(theme.cut(SafeText.line(service), width), width);
        String start = theme.mark(run.failures > 0 ? Mark.FAILED : Mark.BUSY) + " " + name + "  ";
        int room = theme.width() - theme.markWidth() - 3 - width;
        Duration spent = Duration.ofNanos(now - run.start);
        long total = Math.max(run.pending, run.applied);
        return start + new Gauge("migration", run.applied, total, run.failures, spent).line(theme, room);
    }

    private String done(Theme theme) {
        long applied = 0;
        int failures = 0;
        for (Run run : runs.values()) {
            applied += run.applied;
            failures += run.failures;
        }
        List<String> facts = new ArrayList<>();
        if (failures > 0) {
            facts.add(Counts.text(failures) + " of " + Counts.of(targets, "target") + " failed");
        }
        if (applied > 0) {
            facts.add(Counts.text(applied) + " applied");
        }
        if (failures == 0) {
            facts.add(Counts.of(targets, "target") + " current");
        }
        String words = String.join(", ", facts) + " (" + Durations.text(took) + ")";
        Mark mark = failures > 0 ? Mark.FAILED : Mark.DONE;
        return theme.mark(mark) + " migrations  " + words;
    }
}
