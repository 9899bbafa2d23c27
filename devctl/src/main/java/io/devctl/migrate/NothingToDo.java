package io.devctl.migrate;

import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.MigrateReport;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out whether there is anything to do, for whoever may look and must not touch. */
public final class NothingToDo {
    private NothingToDo() {}

    /**
     * What {@link Migrator#migrate} would report when it has nothing to do. Takes no lock and writes nothing.
     *
     * @return empty when some target is not current, or its records are to be written anew
     * @throws io.devctl.model.DevctlException as {@link Migrator#check} does
     */
    public static Optional<MigrateReport> report(Migrator migrator, List<MigrationTarget> targets, EventSink events) {
        long start = System.nanoTime();
        Sources sources = migrator.sources(targets);
        if (sources.readable().size() < targets.size()) {
            return Optional.empty();
        }
        List<TargetStatus> statuses = new ArrayList<>();
        List<TargetResult> results = new ArrayList<>();
        for (Verdict verdict : migrator.ask(session -> migrator.verdicts(session, sources))) {
            TargetStatus status = verdict.status();
            if (status.state() != TargetState.CURRENT || !verdict.settled()) {
                return Optional.empty();
            }
            statuses.add(status);
            results.add(new TargetResult(
                    status.target(), TargetResult.Outcome.CURRENT, null, List.of(), Duration.ZERO, null));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        events.emit(new Event.MigrationsChecked(statuses, took));
        return Optional.of(new MigrateReport(results, took, took));
    }
}
