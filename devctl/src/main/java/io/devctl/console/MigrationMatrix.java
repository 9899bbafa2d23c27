package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Table;
import io.devctl.console.style.Table.Cell;
import io.devctl.console.style.Table.Column;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The targets of services that have tenants, services across and tenants down; tenants that are alike share a row:
 *
 * <pre>
 * MIGRATIONS  auth_api                     workflow_engine
 * 48 tenants  ✓ current at 20250101000012  ✓ current at 20250101000007
 * toshiba     ! 1 pending                  ✓ current at 20250101000007
 * </pre>
 *
 * Where there is not room for it, or tenants are current at different versions, the version is left out.
 */
final class MigrationMatrix {
    private static final int MOST_ROWS = 6;
    private static final int NAMES_SHOWN = 3;
    private static final int NARROWEST_CELL = 8;

    private final Theme theme;
    private final List<String> services;
    private final Map<String, @Nullable TargetStatus[]> tenants = new LinkedHashMap<>();

    /** A matrix of those of the services that have tenants. */
    MigrationMatrix(Theme theme, Map<String, List<TargetStatus>> byService) {
        this.theme = theme;
        this.services = byService.entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .allMatch(status -> status.target().tenant() != null))
                .map(Map.Entry::getKey)
                .toList();
        for (int i = 0; i < services.size(); i++) {
            for (TargetStatus status : byService.getOrDefault(services.get(i), List.of())) {
                @Nullable
                TargetStatus[] row = tenants.computeIfAbsent(
                        String.valueOf(status.target().tenant()), tenant -> new TargetStatus[services.size()]);
                row[i] = worse(row[i], status);
            }
        }
    }

    /** A service with several sets of migrations has several targets for a tenant. */
    private static TargetStatus worse(@Nullable TargetStatus one, TargetStatus other) {
        return one == null || one.state() == TargetState.CURRENT ? other : one;
    }

    boolean has(String service) {
        return services.contains(service);
    }

    /** Whether there is something to compare, and room for it. */
    boolean isWorthIt(int indent) {
        int needed = indent + NARROWEST_CELL + services.size() * (NARROWEST_CELL + 2);
        return services.size() > 1 && tenants.size() > 1 && needed <= theme.width();
    }

    /** The headings and the rows, tenants of whom all is current first. */
    List<String> lines(int indent) {
        Table table = table(true);
        return (table.fits(indent) ? table : table(false)).lines(indent);
    }

    private Table table(boolean versions) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("MIGRATIONS", Table.ESSENTIAL + 1, false));
        services.forEach(service -> columns.add(new Column(SafeText.line(service), Table.ESSENTIAL, false)));
        Table table = new Table(theme, columns);
        List<List<String>> groups = new ArrayList<>(groups());
        int shown = groups.size() <= MOST_ROWS ? groups.size() : MOST_ROWS - 1;
        for (List<String> group : groups.subList(0, shown)) {
            table.add(row(group, versions));
        }
        if (shown < groups.size()) {
            int rest = groups.subList(shown, groups.size()).stream()
                    .mapToInt(List::size)
                    .sum();
            List<Cell> row = new ArrayList<>(List.of(Cell.of(Counts.of(rest, "more tenant"))));
            services.forEach(service -> row.add(new Cell("not alike", Tone.ATTENTION)));
            table.add(row);
        }
        return table;
    }

    private List<List<String>> groups() {
        Map<List<@Nullable Object>, List<String>> alike = new LinkedHashMap<>();
        tenants.forEach((tenant, row) -> {
            List<@Nullable Object> likeness = new ArrayList<>();
            for (TargetStatus status : row) {
                likeness.add(status == null ? null : words(status));
            }
            alike.computeIfAbsent(likeness, l -> new ArrayList<>()).add(tenant);
        });
        List<List<String>> groups = new ArrayList<>(alike.values());
        groups.sort((one, other) -> Boolean.compare(isCurrent(other), isCurrent(one)));
        return Collections.unmodifiableList(groups);
    }

    private boolean isCurrent(List<String> group) {
        return Arrays.stream(cells(group)).allMatch(status -> status == null || status.state() == TargetState.CURRENT);
    }

    private @Nullable TargetStatus[] cells(List<String> group) {
        return tenants.getOrDefault(group.get(0), new TargetStatus[0]);
    }

    private List<Cell> row(List<String> group, boolean versions) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(group.size() > 1 && isCurrent(group) ? Counts.of(group.size(), "tenant") : names(group)));
        @Nullable TargetStatus[] row = cells(group);
        for (int i = 0; i < row.length; i++) {
            TargetStatus status = row[i];
            String at = versions && status != null && status.state() == TargetState.CURRENT ? version(i) : "";
            cells.add(
                    status == null
                            ? Cell.of("")
                            : new Cell(
                                    theme.symbol(TargetGroups.mark(status.state())) + " " + words(status) + at,
                                    tone(status.state())));
        }
        return cells;
    }

    /** {@code  at 20250101000012} for a service whose current targets all are there; else nothing. */
    private String version(int service) {
        Set<@Nullable String> versions = new HashSet<>();
        for (@Nullable TargetStatus[] row : tenants.values()) {
            TargetStatus status = row[service];
            if (status != null && status.state() == TargetState.CURRENT) {
                versions.add(status.current());
            }
        }
        String only = versions.size() == 1 ? versions.iterator().next() : null;
        return only == null ? "" : " at " + only;
    }

    private String names(List<String> group) {
        String names = Counts.names(group, NAMES_SHOWN);
        return DisplayWidth.of(names) > theme.width() / 3 ? Counts.of(group.size(), "tenant") : names;
    }

    /** What is as it should be needs no colour. */
    private static Tone tone(TargetState state) {
        Mark mark = TargetGroups.mark(state);
        return mark == Mark.DONE ? Tone.PLAIN : mark.tone();
    }

    private static String words(TargetStatus status) {
        String state = StateNames.of(status.state());
        return status.state() == TargetState.PENDING
                ? Counts.text(status.pending().size()) + " " + state
                : state;
    }
}
