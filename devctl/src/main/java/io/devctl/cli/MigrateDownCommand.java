package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.MigrateWork;
import io.devctl.console.JsonReports;
import io.devctl.console.WorkText;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code dev migrate down}. */
@CommandLine.Command(name = "down", description = "roll back by the down parts, the newest migration first")
final class MigrateDownCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Mixin
    TargetOptions targets = new TargetOptions();

    @Option(names = "-n", paramLabel = "N", description = "so many migrations of each target (default: 1)")
    @Nullable
    Integer count;

    @Option(names = "--to", paramLabel = "V", description = "all that came after this version; 0 for all")
    @Nullable
    String to;

    @Option(names = "--dry-run", description = "only say what would be rolled back")
    boolean dryRun;

    MigrateDownCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        EventSink events = session.progress(common, environment);
        MigrateWork work = MigrateWork.on(environment, targets.services, targets.tenants, events);
        if (count != null && (count < 1 || to != null)) {
            throw new DevctlException(
                    ExitCode.USAGE, "either -n with a number above 0 or --to, not both", "dev migrate down -n 1");
        }
        int most = count == null ? 1 : count;
        WorkReport report = new WorkReport(session, common, json, "roll back", "rolled back");
        List<TargetIntent> plan = work.downPlan(most, to);
        boolean some = dryRun || report.plan(plan);
        boolean refused = plan.stream().anyMatch(target -> target.refusal() != null);
        if (dryRun) {
            session.out()
                    .print(
                            json.wanted
                                    ? JsonReports.planned(plan) + "\n"
                                    : new WorkText(session.theme(common)).plan(plan, "roll back"));
            return (refused ? ExitCode.FAILED : ExitCode.OK).number();
        }
        if (refused || !some) {
            return report.nothing(plan);
        }
        Interrupts interrupts = Interrupts.cancelling(work::cancel);
        List<TargetResult> results = interrupts.during(() -> work.down(most, to, events));
        return report.results(plan, results);
    }
}
