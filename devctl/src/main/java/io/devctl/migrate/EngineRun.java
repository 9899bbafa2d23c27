package io.devctl.migrate;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.engine.Order;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has another program bring a target up to date, whose lock is held: an engine or a tool. */
final class EngineRun {
    private final MigrationTarget target;
    private final LoadedSet set;
    private final TargetFacts facts;
    private final MigrateOptions options;
    private final Cancellation cancellation;
    private final EnginePool engines;
    private final TargetReport report;

    EngineRun(
            MigrationTarget target,
            LoadedSet set,
            TargetFacts facts,
            MigrateOptions options,
            Cancellation cancellation,
            EnginePool engines,
            TargetReport report) {
        this.target = target;
        this.set = set;
        this.facts = facts;
        this.options = options;
        this.cancellation = cancellation;
        this.engines = engines;
        this.report = report;
    }

    TargetResult runTool(WorkSession work, boolean firstTenantFailed) throws SqlFailure, InterruptedException {
        report.failedFile(null);
        long started = System.nanoTime();
        ToolRun.Result run = new ToolRun(work, target, set, facts, options, cancellation).run(firstTenantFailed);
        report.finished(run.done(), Duration.ofNanos(System.nanoTime() - started));
        MigrationError error = run.error();
        if (error == null) {
            return report.result(run.outcome(), run.reason(), null);
        }
        // whatever it was that failed, the other tenants would get it as well
        report.failedFile(set.files().get(0).name());
        return report.result(
                TargetResult.Outcome.FAILED, error.message().lines().findFirst().orElse(""), error);
    }

    TargetResult upgrade(
            WorkSession work,
            OpenTarget open,
            Engine engine,
            List<MigrationFile> wanted,
            int pending,
            @Nullable String stopBefore)
            throws SqlFailure, InterruptedException {
        if (wanted.isEmpty()) {
            return report.nothing(pending == 0);
        }
        String last = wanted.get(wanted.size() - 1).name();
        if (stopBefore != null && set.position(last) >= set.position(stopBefore)) {
            return report.skipped(Migrator.FIRST_TENANT_FAILED);
        }
        Order order = engine.order(Order.Verb.UPGRADE, open.appliedKeys(), wanted);
        EngineWork.Outcome outcome = new EngineWork(
                        engines, engine, target, set, facts, options.lockTimeout(), cancellation::isCancelled)
                .run(work, order, now -> now.lacking(wanted).isEmpty());
        List<MigrationFile> lacking = outcome.lacking(wanted);
        report.finished(wanted.stream().filter(file -> !lacking.contains(file)).toList(), outcome.took());
        if (lacking.isEmpty()) {
            return report.applied(outcome.pending().isEmpty() ? Verification.failure(work.session(), target) : null);
        }
        if (cancellation.isCancelled()) {
            return report.skipped(Migrator.CANCELLED);
        }
        MigrationFile failed = broken(outcome, lacking);
        report.failedFile(failed.name());
        MigrationError error = EngineWork.error(
                outcome,
                target,
                failed,
                "Alembic says that it is done, but " + target.ledgerSchema() + "."
                        + open.form().table() + " lacks '" + failed.version() + "'");
        String first = error.message().lines().findFirst().orElse("");
        if (work.session().isOpen()) {
            MigrationError told = new MigrationError(error.file(), error.line(), 0, null, first, null, error.hint());
            FailureRecord.keep(work, open.id(), failed.name(), told);
        }
        return report.result(TargetResult.Outcome.FAILED, first, error);
    }

    /** The one that broke: a transaction around all of them takes back those that went well. */
    private static MigrationFile broken(EngineWork.Outcome outcome, List<MigrationFile> lacking) {
        MigrationError error = outcome.error();
        String named = error == null ? "" : error.file();
        return lacking.stream()
                .filter(file -> file.shown().equals(named))
                .findFirst()
                .orElse(lacking.get(0));
    }
}
