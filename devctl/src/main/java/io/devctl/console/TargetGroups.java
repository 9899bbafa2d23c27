package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.Mark;
import io.devctl.model.Target;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The targets of one service, those that are alike told in one line and the exceptions spelt out. */
final class TargetGroups {
    private static final int NAMES_SHOWN = 5;

    private final List<TargetStatus> all;
    private final List<List<TargetStatus>> groups;

    /** The targets of one service. */
    TargetGroups(List<TargetStatus> targets) {
        this.all = List.copyOf(targets);
        Map<Likeness, List<TargetStatus>> alike =
                all.stream().collect(Collectors.groupingBy(Likeness::of, LinkedHashMap::new, Collectors.toList()));
        this.groups = new ArrayList<>(alike.values());
        groups.sort(Comparator.comparing((List<TargetStatus> g) -> g.get(0).state() != TargetState.CURRENT)
                .thenComparing(g -> -g.size()));
    }

    /** One line about some of the targets. */
    record Line(Mark mark, String text) {}

    private record Likeness(
            TargetState state,
            @Nullable String reason,
            List<String> pending,
            @Nullable String current) {
        static Likeness of(TargetStatus status) {
            String current = status.state() == TargetState.CURRENT ? status.current() : null;
            return new Likeness(status.state(), status.reason(), status.pending(), current);
        }
    }

    /** The targets by service, services in the order of their first targets. */
    static <T> Map<String, List<T>> byService(List<T> targets, Function<T, Target> target) {
        return targets.stream()
                .collect(
                        Collectors.groupingBy(t -> target.apply(t).service(), LinkedHashMap::new, Collectors.toList()));
    }

    /**
     * Lines for all targets.
     *
     * @param most how many lines, at least 2; what has no room is counted in the last
     */
    List<Line> lines(int most) {
        return lines(groups, most);
    }

    /** Lines for the targets that are not current. */
    List<Line> exceptions(int most) {
        return lines(
                groups.stream()
                        .filter(g -> g.get(0).state() != TargetState.CURRENT)
                        .toList(),
                most);
    }

    private List<Line> lines(List<List<TargetStatus>> told, int most) {
        int shown = told.size() <= most ? told.size() : most - 1;
        List<Line> lines = new ArrayList<>();
        for (List<TargetStatus> group : told.subList(0, shown)) {
            lines.add(new Line(mark(group.get(0).state()), who(group) + what(group.get(0))));
        }
        if (shown < told.size()) {
            List<TargetStatus> rest = told.subList(shown, told.size()).stream()
                    .flatMap(List::stream)
                    .toList();
            lines.add(new Line(Mark.ATTENTION, Counts.of(rest.size(), "more target") + ": " + states(rest)));
        }
        return lines;
    }

    /** {@code 3 targets }, {@code 48 of 50 targets }, {@code toshiba, iopex }, or nothing for a target without tenant. */
    private String who(List<TargetStatus> group) {
        if (all.size() == 1) {
            String tenant = group.get(0).target().tenant();
            return tenant == null ? "" : tenant + " ";
        }
        if (group.size() == all.size()) {
            return Counts.of(group.size(), "target") + " ";
        }
        if (group.get(0).state() == TargetState.CURRENT) {
            return Counts.text(group.size()) + " of " + Counts.of(all.size(), "target") + " ";
        }
        return Counts.names(names(group), NAMES_SHOWN) + " ";
    }

    private static List<String> names(List<TargetStatus> group) {
        return group.stream().map(s -> name(s.target())).distinct().toList();
    }

    /** How a target is called beside its service's name. */
    static String name(Target target) {
        String tenant = target.tenant();
        return tenant == null ? target.schema() : tenant;
    }

    private static String what(TargetStatus status) {
        String state = StateNames.of(status.state());
        return switch (status.state()) {
            case CURRENT -> status.current() == null ? state : state + " at " + status.current();
            case PENDING -> state + ": " + files(status.pending());
            case DRIFTED, FAILED, UNKNOWN -> status.reason() == null ? state : state + ": " + status.reason();
        };
    }

    /** {@code 20250101000013_x.sql}, {@code a.sql, b.sql} or {@code 18 migrations, a.sql to z.sql}. */
    static String files(List<String> files) {
        return files.size() <= 2
                ? String.join(", ", files)
                : Counts.of(files.size(), "migration") + ", " + files.get(0) + " to " + files.get(files.size() - 1);
    }

    private static String states(List<TargetStatus> targets) {
        Map<TargetState, Long> counts = targets.stream()
                .collect(Collectors.groupingBy(TargetStatus::state, LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(e -> Counts.text(e.getValue()) + " " + StateNames.of(e.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static Mark mark(TargetState state) {
        return switch (state) {
            case CURRENT -> Mark.DONE;
            case PENDING, DRIFTED -> Mark.ATTENTION;
            case FAILED -> Mark.FAILED;
            case UNKNOWN -> Mark.UNKNOWN;
        };
    }
}
