package io.devctl.console;

import io.devctl.console.style.Durations;
import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Sizes;
import io.devctl.console.style.Table;
import io.devctl.console.style.Table.Cell;
import io.devctl.console.style.Table.Column;
import io.devctl.console.style.Theme;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of a table of services, and what stands in them. */
public final class ServiceColumns {
    private static final int WIDE_ENOUGH_FOR_URLS = 60;

    private final Map<String, ServiceUsage> usage;
    private final boolean processes;
    private final boolean urls;

    /**
     * Columns for one width.
     *
     * @param usage what services use of the machine, by name; empty where nobody knows
     * @param processes whether process ids and how long they have been running are told
     */
    public ServiceColumns(Theme theme, Map<String, ServiceUsage> usage, boolean processes) {
        this.usage = usage;
        this.processes = processes;
        this.urls = theme.width() >= WIDE_ENOUGH_FOR_URLS;
    }

    /** The columns, in their order. */
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("SERVICE", Table.ESSENTIAL + 2, false));
        columns.add(new Column("STATE", Table.ESSENTIAL + 1, false));
        if (processes) {
            columns.add(new Column("PID", 4, true));
        }
        columns.add(new Column(urls ? "URL" : "PORT", Table.ESSENTIAL, !urls));
        columns.add(new Column("RESTARTS", 5, true));
        if (processes) {
            columns.add(new Column("UPTIME", 3, true));
        }
        if (!usage.isEmpty()) {
            columns.add(new Column("CPU", 2, true));
            columns.add(new Column("MEMORY", 1, true));
        }
        return columns;
    }

    /** What stands in each of them for a service. */
    public List<Cell> row(ServiceStatus service) {
        String url = service.url();
        String port = service.port() == null ? "" : service.port().toString();
        Duration uptime = service.uptime();
        List<Cell> row = new ArrayList<>();
        row.add(Cell.of(service.name()));
        row.add(new Cell(StateNames.of(service.state()), mark(service.state()).tone()));
        if (processes) {
            row.add(Cell.of(service.pid() == null ? "" : service.pid().toString()));
        }
        row.add(Cell.of(urls && url != null ? url : port));
        row.add(Cell.of(service.restarts() == 0 ? "" : String.valueOf(service.restarts())));
        if (processes) {
            row.add(Cell.of(uptime == null ? "" : Durations.text(uptime)));
        }
        if (!usage.isEmpty()) {
            row.addAll(usage(usage.get(service.name())));
        }
        return row;
    }

    // 12.5 %  48 MB
    private static List<Cell> usage(@Nullable ServiceUsage usage) {
        return usage == null
                ? List.of(Cell.of(""), Cell.of(""))
                : List.of(
                        Cell.of(String.format(Locale.ROOT, "%.1f %%", usage.cpuPercent())),
                        Cell.of(Sizes.text(usage.memoryBytes())));
    }

    /** The symbol of a state. */
    public static Mark mark(ServiceState state) {
        return switch (state) {
            case READY, COMPLETED -> Mark.DONE;
            case FAILED -> Mark.FAILED;
            case UNREADY, RESTARTING, PENDING -> Mark.ATTENTION;
            case STARTING, RUNNING, STOPPING -> Mark.BUSY;
            case STOPPED -> Mark.OFF;
        };
    }

    /** Why a service is as it is, on one line and harmless; null when there is nothing to explain. */
    public static @Nullable String cause(ServiceStatus status) {
        String cause = ServiceLines.cause(status);
        return cause == null ? null : SafeText.line(cause);
    }
}
