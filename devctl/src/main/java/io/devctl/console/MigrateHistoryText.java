package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.Durations;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.model.HistoryEntry;
import io.devctl.model.Target;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code dev migrate history} and {@code dev migrate current} say; what targets have in common is told once. */
public final class MigrateHistoryText {
    private static final int NAMES_SHOWN = 3;

    private final Theme theme;

    /** A renderer for one place. */
    public MigrateHistoryText(Theme theme) {
        this.theme = theme;
    }

    /**
     * The migrations of each service, oldest first.
     *
     * <pre>
     * auth_api
     *   2026-01-02 03:04:05+00  20250101000013_x.sql  3 targets  12 ms  devctl on build-7, pid 4711
     * </pre>
     */
    public String history(List<HistoryEntry> entries) {
        if (entries.isEmpty()) {
            return theme.cut("nothing has been applied", theme.width()) + "\n";
        }
        StringBuilder text = new StringBuilder();
        Map<String, List<HistoryEntry>> services = entries.stream()
                .collect(Collectors.groupingBy(e -> e.target().service(), LinkedHashMap::new, Collectors.toList()));
        services.forEach((service, all) -> {
            line(text, SafeText.line(service));
            Map<List<@Nullable Object>, List<HistoryEntry>> alike = new LinkedHashMap<>();
            all.stream()
                    .sorted(Comparator.comparing(e -> Objects.requireNonNullElse(e.appliedAt(), "")))
                    .forEach(e -> alike.computeIfAbsent(Arrays.asList(e.file(), e.by()), k -> new ArrayList<>())
                            .add(e));
            alike.values().forEach(group -> line(text, "  " + SafeText.line(words(group))));
        });
        return text.toString();
    }

    private static String words(List<HistoryEntry> group) {
        HistoryEntry first = group.get(0);
        Duration longest = group.stream()
                .map(HistoryEntry::took)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        List<String> parts = new ArrayList<>();
        parts.add(Objects.requireNonNullElse(first.appliedAt(), "some time"));
        parts.add(first.file());
        parts.add(who(group.stream().map(HistoryEntry::target).toList()));
        if (longest != null) {
            parts.add((group.size() > 1 ? "up to " : "") + Durations.text(longest));
        }
        parts.add(Objects.requireNonNullElse(first.by(), "another runner"));
        return String.join("  ", parts);
    }

    /** Each target's last migration, and how many are to come. */
    public String current(List<TargetStatus> targets) {
        if (targets.isEmpty()) {
            return theme.cut("no migrations in services.yaml", theme.width()) + "\n";
        }
        StringBuilder text = new StringBuilder();
        TargetGroups.byService(targets).forEach((service, all) -> {
            Map<List<@Nullable Object>, List<TargetStatus>> alike = new LinkedHashMap<>();
            all.forEach(
                    s -> alike.computeIfAbsent(Arrays.asList(s.current(), s.head(), s.state()), k -> new ArrayList<>())
                            .add(s));
            alike.values().forEach(group -> {
                TargetStatus first = group.get(0);
                String at = Objects.requireNonNullElse(first.current(), "nothing applied");
                String state = first.state() == TargetState.CURRENT
                        ? ""
                        : "  " + StateNames.of(first.state()) + ", head " + first.head();
                String who = who(group.stream().map(TargetStatus::target).toList());
                line(text, SafeText.line(service + "  " + at + "  " + who + state));
            });
        });
        return text.toString();
    }

    private static String who(List<Target> targets) {
        return targets.size() <= NAMES_SHOWN
                ? targets.stream().map(TargetGroups::name).collect(Collectors.joining(", "))
                : Counts.of(targets.size(), "target");
    }

    private void line(StringBuilder text, String line) {
        text.append(theme.cut(line, theme.width())).append('\n');
    }
}
