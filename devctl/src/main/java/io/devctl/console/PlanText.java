package io.devctl.console;

import io.devctl.console.style.Mark;
import io.devctl.console.style.Theme;
import io.devctl.model.PlanReport;
import io.devctl.model.PlannedChange;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.List;
import java.util.Map;

/**
 * {@code dev plan} as text: what would be done in the order in which it would, and a line at the end that says whether
 * there is anything to do.
 */
public final class PlanText {
    private static final int LINES_PER_SERVICE = 4;

    private final Theme theme;

    /** A renderer for one place. */
    public PlanText(Theme theme) {
        this.theme = theme;
    }

    /** The whole plan. */
    public String report(PlanReport plan) {
        Entries entries = new Entries(theme);
        boolean starts = !plan.postgres().running();
        entries.add(starts ? Mark.BUSY : Mark.DONE, "postgres", starts ? "start" : "keep");
        migrations(entries, plan.migrations(), starts);
        for (PlannedChange change : plan.services()) {
            String cause = change.cause();
            entries.add(
                    mark(change.action()),
                    change.service(),
                    StateNames.of(change.action()) + (cause == null ? "" : ": " + cause));
        }
        return entries.text() + (isEmpty(plan) ? "nothing to do\n" : "");
    }

    private static void migrations(Entries entries, List<TargetStatus> targets, boolean postgresStarts) {
        for (Map.Entry<String, List<TargetStatus>> service :
                TargetGroups.byService(targets).entrySet()) {
            String name = service.getKey() + ".migrations";
            if (postgresStarts) {
                entries.add(Mark.BUSY, name, "check, and apply what is pending");
                continue;
            }
            for (TargetGroups.Line line : new TargetGroups(service.getValue()).lines(LINES_PER_SERVICE)) {
                entries.add(line.mark(), name, line.text());
                name = "";
            }
        }
    }

    private static Mark mark(PlannedChange.Action action) {
        return switch (action) {
            case KEEP -> Mark.DONE;
            case START -> Mark.BUSY;
            case STOP, RESTART -> Mark.ATTENTION;
        };
    }

    private static boolean isEmpty(PlanReport plan) {
        return plan.postgres().running()
                && plan.migrations().stream().allMatch(target -> target.state() == TargetState.CURRENT)
                && plan.services().stream().allMatch(change -> change.action() == PlannedChange.Action.KEEP);
    }
}
