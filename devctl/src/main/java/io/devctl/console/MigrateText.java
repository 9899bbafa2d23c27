package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.Durations;
import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.model.MigrateReport;
import io.devctl.model.Share;
import io.devctl.model.StatusReport;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code dev migrate} and {@code dev migrate status} say, a line per service and one about all. */
public final class MigrateText {
    private static final int TENANTS_SHOWN = 5;

    private final Theme theme;

    /** A renderer for one place. */
    public MigrateText(Theme theme) {
        this.theme = theme;
    }

    /**
     * The result of a run, targets grouped by outcome. The failures themselves are {@link MigrationErrorText}'s.
     *
     * <pre>
     * ✗ auth_api           1,203 current · 12 applied 20250101000013_x.sql · 2 failed: toshiba, iopex
     * ✓ workflow_engine    3 current
     * 1,220 targets: 1,206 current · 12 applied · 2 failed (check 9 ms, total 1.2 s)
     * </pre>
     */
    public String result(MigrateReport report) {
        Entries entries = new Entries(theme);
        report.targets().stream()
                .collect(Collectors.groupingBy(r -> r.target().service(), LinkedHashMap::new, Collectors.toList()))
                .forEach((service, results) -> entries.add(mark(results), service, outcomes(results)));
        return entries.text() + theme.cut(total(report) + share(report.share()), theme.width()) + "\n";
    }

    /** What is applied and pending now; every exception is spelt out. */
    public String status(List<TargetStatus> targets, List<StatusReport.Orphan> orphans) {
        if (targets.isEmpty() && orphans.isEmpty()) {
            return theme.cut("no migrations in services.yaml", theme.width()) + "\n";
        }
        StatusText parts = new StatusText(theme);
        String text = parts.migrations(targets, Integer.MAX_VALUE);
        text += targets.isEmpty() ? "" : theme.cut(total(targets), theme.width()) + "\n";
        return orphans.isEmpty() ? text : text + "\n" + parts.orphans(orphans);
    }

    private String outcomes(List<TargetResult> results) {
        List<String> parts = new ArrayList<>();
        for (Outcome outcome : List.of(Outcome.CURRENT, Outcome.APPLIED, Outcome.FAILED, Outcome.SKIPPED)) {
            List<TargetResult> some =
                    results.stream().filter(r -> r.outcome() == outcome).toList();
            if (!some.isEmpty()) {
                parts.add(Counts.text(some.size()) + " " + StateNames.of(outcome) + detail(outcome, some));
            }
        }
        return String.join(theme.separator(), parts);
    }

    private static String detail(Outcome outcome, List<TargetResult> some) {
        return switch (outcome) {
            case CURRENT -> "";
            case APPLIED -> " " + applied(some);
            case FAILED -> tenants(some);
            case SKIPPED -> reasons(some);
        };
    }

    private static String applied(List<TargetResult> results) {
        List<List<String>> lists =
                results.stream().map(TargetResult::applied).distinct().toList();
        if (lists.size() == 1) {
            return TargetGroups.files(lists.get(0));
        }
        int most = lists.stream().mapToInt(List::size).reduce(0, Math::max);
        return "up to " + Counts.of(most, "migration");
    }

    private static String tenants(List<TargetResult> results) {
        List<String> names = results.stream()
                .filter(r -> r.target().tenant() != null)
                .map(r -> TargetGroups.name(r.target()))
                .distinct()
                .toList();
        return names.isEmpty() ? "" : ": " + Counts.names(names, TENANTS_SHOWN);
    }

    private static String reasons(List<TargetResult> results) {
        String reasons = results.stream()
                .flatMap(r -> Stream.ofNullable(r.reason()))
                .map(MigrateText::reason)
                .distinct()
                .collect(Collectors.joining(", "));
        return reasons.isEmpty() ? "" : ": " + reasons;
    }

    /** The words for a reason that scripts know by its code. */
    static String reason(String code) {
        return switch (code) {
            case "first-tenant-failed" -> "the first tenant failed";
            case "earlier-set-failed" -> "an earlier set of the service failed";
            case "later-set-failed" -> "a later set of the service failed";
            case "beyond-the-last-one-asked-for" -> "what is pending is behind the last one asked for";
            default -> SafeText.line(code);
        };
    }

    private String total(MigrateReport report) {
        int all = report.targets().size();
        if (all == 0) {
            return "nothing to migrate";
        }
        if (report.count(Outcome.CURRENT) == all) {
            return "up to date: " + Counts.of(all, "target") + " (" + Durations.text(report.check()) + ")";
        }
        String parts = Stream.of(Outcome.CURRENT, Outcome.APPLIED, Outcome.FAILED, Outcome.SKIPPED)
                .filter(outcome -> report.count(outcome) > 0)
                .map(outcome -> Counts.text(report.count(outcome)) + " " + StateNames.of(outcome))
                .collect(Collectors.joining(theme.separator()));
        return Counts.of(all, "target") + ": " + parts + " (check " + Durations.text(report.check()) + ", total "
                + Durations.text(report.total()) + ")";
    }

    /** {@code , shard 2 of 8 (3,000 targets in all)}. */
    private static String share(@Nullable Share share) {
        return share == null
                ? ""
                : ", shard " + share.index() + " of " + share.count() + " (" + Counts.of(share.of(), "target")
                        + " in all)";
    }

    private String total(List<TargetStatus> targets) {
        String parts = Stream.of(TargetState.values())
                .filter(state -> count(targets, state) > 0)
                .map(state -> Counts.text(count(targets, state)) + " " + StateNames.of(state))
                .collect(Collectors.joining(theme.separator()));
        return Counts.of(targets.size(), "target") + ": " + parts;
    }

    private static long count(List<TargetStatus> targets, TargetState state) {
        return targets.stream().filter(t -> t.state() == state).count();
    }

    private static Mark mark(List<TargetResult> results) {
        if (results.stream().anyMatch(r -> r.outcome() == Outcome.FAILED)) {
            return Mark.FAILED;
        }
        return results.stream().anyMatch(r -> r.outcome() == Outcome.SKIPPED) ? Mark.ATTENTION : Mark.DONE;
    }
}
