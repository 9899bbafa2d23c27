package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.Mark;
import io.devctl.model.Target;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The targets of one service, those that are alike told in one line and the exceptions spelt out. */
final class TargetGroups {
    private static final int NAMES_SHOWN = 5;

    private final List<TargetStatus> all;
    private final List<List<TargetStatus>> current;
    private final List<List<TargetStatus>> exceptions;

    /** The targets of one service. */
    TargetGroups(List<TargetStatus> targets) {
        this.all = List.copyOf(targets);
        Map<List<@Nullable Object>, List<TargetStatus>> alike = new LinkedHashMap<>();
        for (TargetStatus status : all) {
            List<TargetStatus> group = alike.get(likeness(status));
            if (group == null) {
                group = new ArrayList<>();
                alike.put(likeness(status), group);
            }
            group.add(status);
        }
        this.current = new ArrayList<>();
        this.exceptions = new ArrayList<>();
        for (List<TargetStatus> group : alike.values()) {
            (group.get(0).state() == TargetState.CURRENT ? current : exceptions).add(group);
        }
    }

    /** One line about some of the targets. */
    record Line(Mark mark, String text) {}

    /**
     * What targets have in common that are told in one line. A list rather than a record: the first hash of a record costs
     * milliseconds, and {@code dev status} would pay them.
     */
    private static List<@Nullable Object> likeness(TargetStatus status) {
        String current = status.state() == TargetState.CURRENT ? status.current() : null;
        return Arrays.asList(status.state(), status.reason(), status.pending(), current);
    }

    /** The targets by service, services in the order of their first targets. */
    static Map<String, List<TargetStatus>> byService(List<TargetStatus> targets) {
        Map<String, List<TargetStatus>> services = new LinkedHashMap<>();
        for (TargetStatus status : targets) {
            String service = status.target().service();
            List<TargetStatus> known = services.get(service);
            if (known == null) {
                known = new ArrayList<>();
                services.put(service, known);
            }
            known.add(status);
        }
        return services;
    }

    /**
     * Lines for all targets.
     *
     * @param most how many lines, at least 2; what has no room is counted in the last
     */
    List<Line> lines(int most) {
        List<List<TargetStatus>> told = new ArrayList<>(current);
        told.addAll(exceptions);
        return lines(told, most);
    }

    /** Whether one line tells all. */
    boolean areAlike() {
        return current.size() + exceptions.size() <= 1;
    }

    /** Lines for the targets that are not current. */
    List<Line> exceptions(int most) {
        return lines(exceptions, most);
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

    static Mark mark(TargetState state) {
        return switch (state) {
            case CURRENT -> Mark.DONE;
            case PENDING, DRIFTED -> Mark.ATTENTION;
            case FAILED -> Mark.FAILED;
            case UNKNOWN -> Mark.UNKNOWN;
        };
    }
}
