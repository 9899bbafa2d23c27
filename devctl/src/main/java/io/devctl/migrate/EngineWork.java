package io.devctl.migrate;

import io.devctl.migrate.alembic.AlembicProject;
import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.engine.Order;
import io.devctl.migrate.engine.Said;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.MigrationError;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has an engine do something to a target whose lock is held. What the engine says is not believed: the ledger is read again,
 * and the records are brought up to date with it.
 */
final class EngineWork {
    private final EnginePool engines;
    private final Engine engine;
    private final MigrationTarget target;
    private final LoadedSet set;
    private final TargetFacts facts;
    private final Duration lockTimeout;
    private final BooleanSupplier cancelled;

    EngineWork(
            EnginePool engines,
            Engine engine,
            MigrationTarget target,
            LoadedSet set,
            TargetFacts facts,
            Duration lockTimeout,
            BooleanSupplier cancelled) {
        this.engines = engines;
        this.engine = engine;
        this.target = target;
        this.set = set;
        this.facts = facts;
        this.lockTimeout = lockTimeout;
        this.cancelled = cancelled;
    }

    /**
     * What came of it.
     *
     * @param pending what is pending now
     * @param error what the engine said went wrong; null when it said nothing of the kind
     * @param took the time that the engine took
     */
    record Outcome(List<MigrationFile> pending, @Nullable MigrationError error, Duration took) {
        /** Those of some migrations that the target does not have now. */
        List<MigrationFile> lacking(Collection<MigrationFile> wanted) {
            return wanted.stream().filter(pending::contains).toList();
        }
    }

    /**
     * Carries out an order.
     *
     * @param done whether, by what is pending now, it was
     */
    Outcome run(WorkSession work, Order order, Predicate<Outcome> done) throws SqlFailure, InterruptedException {
        long start = System.nanoTime();
        String schema = target.target().schema();
        Said said = engines.run(engine, order, schema, false, cancelled);
        Outcome outcome = look(work, said, start);
        if (!done.test(outcome) && said.again() && !cancelled.getAsBoolean()) {
            // what the last target left in the process may be in the way
            engine.onlyOnePerTarget();
            outcome = look(work, engines.run(engine, order, schema, true, cancelled), start);
        }
        return outcome;
    }

    private Outcome look(WorkSession work, Said said, long start) throws SqlFailure {
        OpenTarget open = TargetOpening.open(work, target, set, facts, lockTimeout);
        Verdict now = open.verdict();
        if (now.drift() == null) {
            open.adoptOurs(work.session());
        }
        if (now.pending().isEmpty()) {
            work.session().send("delete from devctl.failures where target_id = " + open.id());
        }
        return new Outcome(now.pending(), said.error(), Duration.ofNanos(System.nanoTime() - start));
    }

    /** What went wrong with a migration that the target should have, or should not have any more. */
    static MigrationError error(Outcome outcome, MigrationTarget target, MigrationFile file, String otherwise) {
        MigrationError said = outcome.error();
        AlembicProject project = target.set().alembic();
        return said != null ? said : Failures.of(file.shown(), otherwise, project == null ? null : project.elsewhere());
    }
}
