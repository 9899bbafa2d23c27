package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Table;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.PostgresStatus;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import io.devctl.model.StatusReport;
import io.devctl.model.TargetStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code dev status} as text, on one screen whatever the number of tenants:
 *
 * <pre>
 *   elevaite   supervisor running (pid 7)
 * ✓ postgres   running at 127.0.0.1:54321, embedded 18.6, database elevaite
 *
 *   SERVICE            STATE  PID  URL                    UPTIME
 * ✓ auth_api           ready   12  http://127.0.0.1:8001   1.2 s
 *
 *   MIGRATIONS
 * ✓ auth_api           3 targets current at 20250101000012
 * </pre>
 */
public final class StatusText {
    private static final int LINES_PER_SERVICE = 4;
    private static final int REASON_LINES = 3;
    private static final int ORPHANS_SHOWN = 8;

    private final Theme theme;

    /** A renderer for one place. */
    public StatusText(Theme theme) {
        this.theme = theme;
    }

    /** The whole report. */
    public String report(StatusReport report) {
        StringBuilder text = new StringBuilder(head(report));
        if (!report.services().isEmpty()) {
            text.append('\n').append(services(report.services(), report.usage()));
            text.append(whyHint(report.services()));
        }
        if (!report.migrations().isEmpty()) {
            text.append('\n').append(migrations(report.migrations()));
        }
        if (!report.orphans().isEmpty()) {
            text.append('\n').append(orphans(report.orphans()));
        }
        return text.toString();
    }

    /** The services alone, as {@code dev start} and its like show them at the end; nothing when there are none. */
    public String services(List<ServiceStatus> services) {
        return services(services, Map.of());
    }

    private String services(List<ServiceStatus> services, Map<String, ServiceUsage> usage) {
        ServiceColumns columns = new ServiceColumns(theme, usage, true);
        Table table = new Table(theme, columns.columns());
        for (ServiceStatus service : services) {
            table.add(columns.row(service));
        }
        int indent = theme.markWidth() + 1;
        List<String> lines = table.lines(indent);
        if (services.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(line(" ".repeat(indent) + lines.get(0)));
        for (int i = 0; i < services.size(); i++) {
            ServiceStatus service = services.get(i);
            text.append(line(theme.mark(ServiceColumns.mark(service.state())) + " " + lines.get(i + 1)));
            String cause = ServiceLines.cause(service);
            if (cause != null) {
                int room = Math.max(1, theme.width() - indent - 2);
                Entries.append(text, indent + 2, Entries.lines(SafeText.line(cause), room, REASON_LINES, theme));
            }
        }
        return text.toString();
    }

    /** Whoever keeps on falling, or has fallen, has last words that a table has no room for. */
    private String whyHint(List<ServiceStatus> services) {
        return services.stream()
                .filter(service -> service.state() == ServiceState.FAILED || service.state() == ServiceState.RESTARTING)
                .findFirst()
                .map(service -> line(theme.cut(SafeText.line("hint: dev why " + service.name()), theme.width())))
                .orElse("");
    }

    /** A line per service where the targets of each are alike; else a matrix, and what is not as it should be in words. */
    private String migrations(List<TargetStatus> targets) {
        Map<String, List<TargetStatus>> byService = TargetGroups.byService(targets);
        MigrationMatrix matrix = new MigrationMatrix(theme, byService);
        int indent = theme.markWidth() + 1;
        boolean alike = byService.values().stream().allMatch(some -> new TargetGroups(some).areAlike());
        if (alike || !matrix.isWorthIt(indent)) {
            return heading("MIGRATIONS") + migrations(targets, LINES_PER_SERVICE);
        }
        StringBuilder text = new StringBuilder();
        matrix.lines(indent).forEach(line -> text.append(line(" ".repeat(indent) + line)));
        Entries entries = new Entries(theme);
        byService.forEach((service, some) -> {
            TargetGroups groups = new TargetGroups(some);
            String name = service;
            for (TargetGroups.Line line :
                    matrix.has(service) ? groups.exceptions(LINES_PER_SERVICE - 1) : groups.lines(LINES_PER_SERVICE)) {
                entries.add(line.mark(), name, line.text());
                name = "";
            }
        });
        return text + entries.text();
    }

    /** The targets of every service, at most so many lines for each. */
    String migrations(List<TargetStatus> targets, int linesPerService) {
        Entries entries = new Entries(theme);
        for (Map.Entry<String, List<TargetStatus>> service :
                TargetGroups.byService(targets).entrySet()) {
            String name = service.getKey();
            for (TargetGroups.Line line : new TargetGroups(service.getValue()).lines(linesPerService)) {
                entries.add(line.mark(), name, line.text());
                name = "";
            }
        }
        return entries.text();
    }

    /** Schemas that no target names any more. */
    String orphans(List<StatusReport.Orphan> orphans) {
        Entries entries = new Entries(theme);
        orphans.stream()
                .collect(Collectors.groupingBy(
                        StatusReport.Orphan::service,
                        LinkedHashMap::new,
                        Collectors.mapping(StatusReport.Orphan::schema, Collectors.toList())))
                .forEach((service, schemas) -> entries.add(Mark.OFF, service, Counts.names(schemas, ORPHANS_SHOWN)));
        return heading("ORPHANS: schemas of no tenant in services.yaml") + entries.text();
    }

    private String head(StatusReport report) {
        Entries entries = new Entries(theme);
        Long pid = report.supervisorPid();
        entries.add(
                pid == null ? Mark.OFF : Mark.DONE,
                report.project(),
                pid == null ? "supervisor not running" : "supervisor running (pid " + pid + ")");
        entries.add(report.postgres().running() ? Mark.DONE : Mark.OFF, "postgres", postgres(report.postgres()));
        return entries.text();
    }

    private static String postgres(PostgresStatus postgres) {
        String at = postgres.port() == 0 ? "" : " at " + postgres.host() + ":" + postgres.port();
        String version = postgres.version() == null ? "" : " " + postgres.version();
        return (postgres.running() ? "running" + at : "stopped") + ", " + postgres.provider() + version + ", database "
                + postgres.database();
    }

    private String heading(String words) {
        int indent = theme.markWidth() + 1;
        String cut = theme.cut(words, Math.max(1, theme.width() - indent));
        return line(" ".repeat(indent) + theme.paint(Tone.FAINT, cut));
    }

    private static String line(String text) {
        return text.stripTrailing() + "\n";
    }
}
