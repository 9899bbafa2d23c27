package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.Durations;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.Event;
import io.devctl.model.MigrationError;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Migrations as lines: one per service that is up to date, a few per service that was migrated, never one per target; a
 * long run says every few seconds how far it is.
 */
final class MigrationLines {
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);
    private static final int FILES_SHOWN = 3;
    private static final int GROUPS_SHOWN = 4;
    private static final int FAILURES_SHOWN = 5;

    private final Theme theme;
    private final LongSupplier nanoTime;
    private final Map<String, Run> runs = new HashMap<>();
    private final Set<String> waits = new HashSet<>();

    MigrationLines(Theme theme, LongSupplier nanoTime) {
        this.theme = theme;
        this.nanoTime = nanoTime;
    }

    /** What is known of a service while it is migrated. */
    private static final class Run {
        private final long pending;
        private final long start;
        private final Map<String, Integer> lacking = new LinkedHashMap<>();
        private boolean upToDate;
        private long lastProgress;
        private long applied;
        private int failures;

        Run(long pending, long now) {
            this.pending = pending;
            this.start = now;
            this.lastProgress = now;
        }
    }

    /** The lines for an event about migrations; none for any other. */
    List<NamedLine> lines(Event event) {
        if (event instanceof Event.MigrationsChecked checked) {
            return checked(checked);
        }
        if (event instanceof Event.MigrationApplied applied) {
            return applied(applied);
        }
        if (event instanceof Event.TargetFinished finished) {
            return finished(finished.result());
        }
        if (event instanceof Event.ServiceMigrated migrated) {
            return migrated(migrated);
        }
        if (event instanceof Event.Retrying retrying) {
            return retrying(retrying);
        }
        if (event instanceof Event.Blocked blocked) {
            String what = SafeText.line(TargetGroups.name(blocked.target()) + " waits for " + blocked.by());
            return line(blocked.target().service(), theme.paint(Tone.ATTENTION, "blocked") + ": " + what);
        }
        if (event instanceof Event.MigrationResumed resumed) {
            String what =
                    TargetGroups.name(resumed.target()) + " goes on in " + resumed.file() + " with " + resumed.from();
            return line(resumed.target().service(), SafeText.line(what));
        }
        return event instanceof Event.WaitingForLock waiting ? waiting(waiting) : List.of();
    }

    /** {@code trying again in 0.5 s (2 of 4): toshiba, x.sql: canceling statement due to lock timeout} */
    private List<NamedLine> retrying(Event.Retrying event) {
        String file = event.file() == null ? "" : ", " + event.file();
        String what = " in " + Durations.text(event.pause()) + " (" + event.attempt() + " of " + event.attempts()
                + "): " + TargetGroups.name(event.target()) + file + ": " + event.reason();
        return line(event.target().service(), theme.paint(Tone.ATTENTION, "trying again") + SafeText.line(what));
    }

    private List<NamedLine> checked(Event.MigrationsChecked checked) {
        List<NamedLine> lines = new ArrayList<>();
        for (Map.Entry<String, List<TargetStatus>> entry :
                TargetGroups.byService(checked.targets()).entrySet()) {
            String service = entry.getKey();
            List<TargetStatus> targets = entry.getValue();
            Run run = new Run(pending(targets), nanoTime.getAsLong());
            runs.put(service, run);
            List<TargetGroups.Line> exceptions = new TargetGroups(targets).exceptions(GROUPS_SHOWN);
            run.upToDate = exceptions.isEmpty();
            if (run.upToDate) {
                lines.add(new NamedLine(service, upToDate(targets.size(), checked.took())));
            }
            for (TargetGroups.Line line : exceptions) {
                lines.add(new NamedLine(service, SafeText.line(line.text())));
            }
        }
        return lines;
    }

    private static long pending(List<TargetStatus> targets) {
        long pending = 0;
        for (TargetStatus status : targets) {
            pending += status.pending().size();
        }
        return pending;
    }

    /** {@code up to date: 3 targets (9 ms)} */
    private String upToDate(int targets, Duration took) {
        return theme.paint(Tone.GOOD, "up to date") + ": " + Counts.of(targets, "target") + in(took);
    }

    /** {@code applied 400 of 1,800 migrations (20 per second, about 1 min 10 s left)}, every few seconds. */
    private List<NamedLine> applied(Event.MigrationApplied event) {
        long now = nanoTime.getAsLong();
        String service = event.target().service();
        Run run = runs.computeIfAbsent(service, s -> new Run(0, now));
        run.applied++;
        run.lacking.merge(event.file(), event.total(), Math::max);
        if (now - run.lastProgress < PROGRESS_EVERY.toNanos()) {
            return List.of();
        }
        run.lastProgress = now;
        double perNano = run.applied / (double) (now - run.start);
        String rate = Counts.text(Math.max(1, Math.round(perNano * 1e9))) + " per second";
        if (run.pending <= run.applied) {
            return line(service, "applied " + Counts.of(run.applied, "migration") + " (" + rate + ")");
        }
        String left = Durations.text(Duration.ofNanos((long) ((run.pending - run.applied) / perNano)));
        String of = Counts.text(run.applied) + " of " + Counts.of(run.pending, "migration");
        return line(service, "applied " + of + " (" + rate + ", about " + left + " left)");
    }

    /** {@code failed for toshiba: relation "usrs" does not exist (migrations/x.sql:3:13)}, as soon as it is known. */
    private List<NamedLine> finished(TargetResult result) {
        if (result.outcome() != Outcome.FAILED) {
            return List.of();
        }
        Target target = result.target();
        Run run = runs.computeIfAbsent(target.service(), s -> new Run(0, nanoTime.getAsLong()));
        run.failures++;
        if (run.failures > FAILURES_SHOWN) {
            return List.of();
        }
        String who = target.tenant() == null ? "" : " for " + SafeText.line(target.tenant());
        return line(target.service(), theme.paint(Tone.BAD, "failed") + who + why(result));
    }

    private static String why(TargetResult result) {
        MigrationError error = result.error();
        if (error != null) {
            String first = error.message().strip().lines().findFirst().orElse("");
            return ": " + SafeText.line(first + " (" + MigrationErrorText.place(error) + ")");
        }
        String reason = result.reason();
        return reason == null ? "" : ": " + SafeText.line(reason);
    }

    private List<NamedLine> migrated(Event.ServiceMigrated event) {
        Run known = runs.remove(event.service());
        Run run = known == null ? new Run(0, nanoTime.getAsLong()) : known;
        List<TargetResult> results = event.results();
        List<String> texts = new ArrayList<>(appliedTo(results, run.lacking, event.took()));
        if (run.failures > FAILURES_SHOWN) {
            texts.add(theme.paint(Tone.BAD, "failed") + " for " + Counts.text(run.failures - FAILURES_SHOWN) + " more");
        }
        Map<String, Long> skipped = results.stream()
                .filter(r -> r.outcome() == Outcome.SKIPPED)
                .collect(Collectors.groupingBy(
                        r -> r.reason() == null ? "" : r.reason(), LinkedHashMap::new, Collectors.counting()));
        skipped.forEach((reason, count) -> texts.add(theme.paint(Tone.ATTENTION, "skipped") + ": "
                + Counts.of(count, noun(results)) + (reason.isEmpty() ? "" : ", " + MigrateText.reason(reason))));
        boolean current = !results.isEmpty() && results.stream().allMatch(r -> r.outcome() == Outcome.CURRENT);
        if (current && !run.upToDate) {
            texts.add(upToDate(results.size(), event.took()));
        }
        return texts.stream().map(text -> new NamedLine(event.service(), text)).toList();
    }

    /**
     * {@code applied 20250101000013_x.sql to 3 of 3 tenants (12 ms)} for a few files, {@code 18 migrations applied to 3
     * tenants (0.3 s)} for many.
     */
    private static List<String> appliedTo(List<TargetResult> results, Map<String, Integer> lacking, Duration took) {
        List<TargetResult> touched =
                results.stream().filter(r -> !r.applied().isEmpty()).toList();
        Map<String, Long> files = touched.stream()
                .flatMap(r -> r.applied().stream())
                .collect(Collectors.groupingBy(file -> file, LinkedHashMap::new, Collectors.counting()));
        boolean several =
                results.size() > 1 || results.stream().anyMatch(r -> r.target().tenant() != null);
        if (files.size() > FILES_SHOWN) {
            boolean alike = touched.stream().allMatch(r -> r.applied().size() == files.size());
            String to = several ? " to " + Counts.of(touched.size(), noun(results)) : "";
            String count = (alike ? "" : "up to ") + Counts.of(files.size(), "migration");
            return List.of(count + " applied" + to + in(took));
        }
        List<String> lines = new ArrayList<>();
        files.forEach((file, count) -> {
            long of = Math.max(count, lacking.getOrDefault(file, 0));
            String to = several ? " to " + Counts.text(count) + " of " + Counts.of(of, noun(results)) : "";
            boolean last = lines.size() == files.size() - 1;
            lines.add("applied " + SafeText.line(file) + to + (last ? in(took) : ""));
        });
        return lines;
    }

    private static String noun(List<TargetResult> results) {
        Stream<String> tenants =
                results.stream().flatMap(r -> Stream.ofNullable(r.target().tenant()));
        return tenants.distinct().count() == results.size() ? "tenant" : "target";
    }

    /** Once for each holder and service: with many tenants, one other devctl would be named many times. */
    private List<NamedLine> waiting(Event.WaitingForLock event) {
        Target target = event.target();
        if (!waits.add(target.service() + "\n" + event.holder())) {
            return List.of();
        }
        String what = SafeText.line(TargetGroups.name(target) + " is being migrated by " + event.holder());
        return line(target.service(), theme.paint(Tone.ATTENTION, "waiting") + ": " + what);
    }

    private static List<NamedLine> line(String name, String text) {
        return List.of(new NamedLine(name, text));
    }

    private static String in(Duration took) {
        return " (" + Durations.text(took) + ")";
    }
}
