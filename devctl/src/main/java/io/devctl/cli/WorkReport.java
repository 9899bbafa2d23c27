package io.devctl.cli;

import io.devctl.console.JsonReports;
import io.devctl.console.WorkText;
import io.devctl.migrate.Migrator;
import io.devctl.model.MigrateReport;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What commands say that first show a plan, then ask, then act on each target. */
final class WorkReport {
    private final Session session;
    private final Common common;
    private final Json json;
    private final String verb;
    private final String done;
    private final long start = System.nanoTime();

    /**
     * @param verb what the command does to a migration: {@code stamp}
     * @param done the same when it is done: {@code stamped}
     */
    WorkReport(Session session, Common common, Json json, String verb, String done) {
        this.session = session;
        this.common = common;
        this.json = json;
        this.verb = verb;
        this.done = done;
    }

    /** Shows what would be done, on standard error, where questions are asked; true when there is something to do. */
    boolean plan(List<TargetIntent> plan) {
        session.err().print(new WorkText(session.errorTheme(common.noColor)).plan(plan, verb));
        return plan.stream()
                .anyMatch(target -> target.refusal() == null && !target.files().isEmpty());
    }

    /** How a command ends that had nothing to do. */
    int nothing(List<TargetIntent> plan) {
        return results(plan, List.of());
    }

    /** Says what was done; what was refused has failed. */
    int results(List<TargetIntent> plan, List<TargetResult> results) {
        List<TargetResult> all = new ArrayList<>(results);
        for (TargetIntent planned : plan) {
            String refusal = planned.refusal();
            if (refusal != null) {
                all.add(new TargetResult(
                        planned.target(), TargetResult.Outcome.FAILED, refusal, List.of(), Duration.ZERO, null));
            }
        }
        MigrateReport report = new MigrateReport(all, Duration.ZERO, Duration.ofNanos(System.nanoTime() - start));
        session.tellFailures(report, common);
        session.out()
                .print(
                        json.wanted
                                ? JsonReports.migrate(report) + "\n"
                                : new WorkText(session.theme(common)).results(results, done));
        return Migrator.exitCode(report).number();
    }
}
