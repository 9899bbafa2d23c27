package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.PlannedFile;
import io.devctl.model.PlannedTarget;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code dev migrate --dry-run} says, targets of a service that are alike told once:
 *
 * <pre>
 * • auth_api  48 of 50 targets would run 2 migrations: toshiba, iopex and 46 more
 *     20250101000013_x.sql  3 statements
 *     20250101000014_y.sql  2 statements, 1 outside a transaction
 * ✓ auth_api  2 of 50 targets are current
 * 50 targets: 48 would run 96 migrations, 2 are current. Nothing was changed.
 * </pre>
 */
public final class MigratePlanText {
    private static final int NAMES_SHOWN = 5;

    private final Theme theme;

    /** A renderer for one place. */
    public MigratePlanText(Theme theme) {
        this.theme = theme;
    }

    /** The whole plan. */
    public String plan(List<PlannedTarget> plan) {
        if (plan.isEmpty()) {
            return theme.cut("nothing to migrate", theme.width()) + "\n";
        }
        Map<String, List<PlannedTarget>> services = new LinkedHashMap<>();
        plan.forEach(p -> services.computeIfAbsent(p.status().target().service(), s -> new ArrayList<>())
                .add(p));
        StringBuilder text = new StringBuilder();
        services.forEach((service, targets) -> service(text, service, targets));
        long busy = plan.stream().filter(p -> !p.files().isEmpty()).count();
        long files = plan.stream().mapToLong(p -> p.files().size()).sum();
        long refused = plan.stream().filter(PlannedTarget::isRefused).count();
        String total = Counts.of(plan.size(), "target") + ": " + Counts.text(busy) + " would run "
                + Counts.of(files, "migration") + theme.separator() + Counts.text(plan.size() - busy - refused)
                + " with nothing to run"
                + (refused == 0 ? "" : theme.separator() + Counts.text(refused) + " left alone");
        line(text, total);
        line(text, theme.paint(Tone.FAINT, "nothing was changed: this was a dry run"));
        return text.toString();
    }

    private void service(StringBuilder text, String service, List<PlannedTarget> targets) {
        Map<List<Object>, List<PlannedTarget>> alike = new LinkedHashMap<>();
        for (PlannedTarget planned : targets) {
            TargetStatus status = planned.status();
            boolean plain = status.state() == TargetState.CURRENT || status.state() == TargetState.PENDING;
            List<Object> likeness =
                    List.of(status.state(), planned.files(), plain ? "" : String.valueOf(status.reason()));
            alike.computeIfAbsent(likeness, k -> new ArrayList<>()).add(planned);
        }
        for (List<PlannedTarget> group : alike.values()) {
            PlannedTarget first = group.get(0);
            String who = group.size() == targets.size() && targets.size() > 1
                    ? "all " + Counts.of(targets.size(), "target")
                    : Counts.names(
                            group.stream()
                                    .map(p -> TargetGroups.name(p.status().target()))
                                    .toList(),
                            NAMES_SHOWN);
            line(text, theme.mark(mark(first)) + " " + SafeText.line(service + "  " + who + ": " + what(first)));
            for (PlannedFile file : first.files()) {
                line(text, "    " + SafeText.line((file.name() + "  " + detail(file)).strip()));
            }
        }
    }

    private static Mark mark(PlannedTarget planned) {
        if (planned.isRefused()) {
            return Mark.FAILED;
        }
        return planned.files().isEmpty() ? Mark.DONE : Mark.ATTENTION;
    }

    private static String what(PlannedTarget planned) {
        TargetStatus status = planned.status();
        if (planned.isRefused()) {
            return "left alone, " + StateNames.of(status.state()) + ": " + status.reason();
        }
        if (!planned.files().isEmpty()) {
            String failed = status.state() == TargetState.FAILED ? " (failed last time: " + status.reason() + ")" : "";
            return "would run " + Counts.of(planned.files().size(), "migration") + failed;
        }
        if (!status.pending().isEmpty()) {
            return "nothing to run here, " + Counts.of(status.pending().size(), "migration") + " pending behind it";
        }
        return status.current() == null ? "current" : "current at " + status.current();
    }

    private static String detail(PlannedFile file) {
        String outside = file.outside() == 0 ? "" : ", " + file.outside() + " outside a transaction";
        String from = file.from() == null ? "" : "; goes on with " + file.from();
        String statements = file.statements() == PlannedFile.UNKNOWN ? "" : Counts.of(file.statements(), "statement");
        return statements + outside + from;
    }

    private void line(StringBuilder text, String line) {
        text.append(theme.cut(line, theme.width())).append('\n');
    }
}
