package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.MigrateWork;
import io.devctl.console.WorkText;
import io.devctl.model.EventSink;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code dev migrate stamp}. */
@CommandLine.Command(name = "stamp", description = "record migrations as applied without running them")
final class MigrateStampCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Mixin
    TargetOptions targets = new TargetOptions();

    @Option(names = "--to", paramLabel = "V", description = "up to this version (default: all)")
    @Nullable
    String to;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    MigrateStampCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        EventSink events = session.progress(common, environment);
        MigrateWork work = MigrateWork.on(environment, targets.services, targets.tenants, events);
        WorkReport report = new WorkReport(session, common, json, "stamp", "stamped");
        List<TargetIntent> plan = work.stampPlan(to);
        if (!report.plan(plan)) {
            return report.nothing(plan);
        }
        String again = "migrate stamp" + (to == null ? "" : " --to " + to) + targets.again();
        new Confirmation(session)
                .ask("this records " + WorkText.count(plan) + " as applied without running them", again, yes);
        Interrupts interrupts = Interrupts.cancelling(work::cancel);
        List<TargetResult> results = interrupts.during(() -> work.stamp(to, events));
        return report.results(plan, results);
    }
}
