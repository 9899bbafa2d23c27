package io.devctl.console.screen;

import io.devctl.console.ServiceColumns;
import io.devctl.console.style.Counts;
import io.devctl.console.style.Mark;
import io.devctl.console.style.Painted;
import io.devctl.console.style.Table;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The services as a table of which one is chosen; where there is not room for all, those around the chosen one. */
final class ServiceBoard {
    private final Map<String, ServiceStatus> services = new LinkedHashMap<>();
    private Map<String, ServiceUsage> usage = Map.of();
    private int chosen;

    void take(ServiceStatus status) {
        services.put(status.name(), status);
    }

    void take(Map<String, ServiceUsage> used) {
        usage = used;
    }

    List<ServiceStatus> all() {
        return List.copyOf(services.values());
    }

    boolean isEmpty() {
        return services.isEmpty();
    }

    void choose(int distance) {
        chosen = Math.max(0, Math.min(services.size() - 1, chosen + distance));
    }

    /** Null when there is none. */
    @Nullable
    ServiceStatus chosen() {
        List<ServiceStatus> all = all();
        return all.isEmpty() ? null : all.get(Math.min(chosen, all.size() - 1));
    }

    /** How many rows it takes to show all of it. */
    int rows() {
        int causes = (int) all().stream().filter(this::isExplained).count();
        return services.isEmpty() ? 0 : 1 + services.size() + causes;
    }

    /** What waits for its turn, or was skipped, says why when it is asked: most do, most of the time. */
    private boolean isExplained(ServiceStatus status) {
        boolean asExpected = isWaiting(status) || status.state() == ServiceState.COMPLETED;
        return ServiceColumns.cause(status) != null && (!asExpected || status.equals(chosen()));
    }

    private static boolean isWaiting(ServiceStatus status) {
        String reason = status.reason();
        return status.state() == ServiceState.PENDING && reason != null && reason.startsWith("waiting for ");
    }

    /** The headings and as many services as there is room for, those with something to explain in two lines. */
    List<String> lines(Theme theme, int most) {
        if (services.isEmpty() || most <= 0) {
            return List.of();
        }
        List<ServiceStatus> all = all();
        String cursor = theme.features().unicode() ? "›" : ">";
        ServiceColumns columns = new ServiceColumns(theme, usage, false);
        Table table = new Table(theme, columns.columns());
        all.forEach(status -> table.add(columns.row(status)));
        int indent = 2 + theme.markWidth() + 1;
        List<String> rows = table.lines(indent);
        List<List<String>> blocks = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            ServiceStatus status = all.get(i);
            String start = i == chosen ? theme.paint(Tone.STRONG, cursor) + " " : "  ";
            String row = start + theme.mark(isWaiting(status) ? Mark.OFF : ServiceColumns.mark(status.state())) + " "
                    + rows.get(i + 1);
            String cause = ServiceColumns.cause(status);
            blocks.add(
                    cause == null || !isExplained(status)
                            ? List.of(row)
                            : List.of(row, " ".repeat(indent + 2) + theme.cut(cause, theme.width() - indent - 2)));
        }
        String head = " ".repeat(indent) + rows.get(0);
        return window(theme, head, blocks, most);
    }

    private List<String> window(Theme theme, String head, List<List<String>> blocks, int most) {
        int room = most - 1;
        if (rows() <= most) {
            List<String> lines = new ArrayList<>(List.of(head));
            blocks.forEach(lines::addAll);
            return lines;
        }
        int at = Math.min(chosen, blocks.size() - 1);
        if (room <= 0) { // the chosen one alone says more than the headings
            return List.of(blocks.get(at).get(0));
        }
        int more = blocks.get(at).size() - 1;
        boolean explained = room - more >= Math.min(blocks.size(), 3); // of the chosen one alone
        List<String> lines = new ArrayList<>();
        int shown = Math.min(blocks.size(), explained ? room - more : room);
        int from = Math.max(0, Math.min(at - shown / 2, blocks.size() - shown));
        if (shown < blocks.size()) {
            String place = Counts.text(from + 1L) + "-" + Counts.text(from + (long) shown) + " of "
                    + Counts.text(blocks.size());
            int free = theme.width() - Painted.width(head) - place.length() - 2;
            lines.add(free >= 0 ? head + "  " + theme.paint(Tone.FAINT, place) : head);
        } else {
            lines.add(head);
        }
        for (int i = from; i < from + shown; i++) {
            lines.addAll(i == at && explained ? blocks.get(i) : blocks.get(i).subList(0, 1));
        }
        return lines;
    }
}
