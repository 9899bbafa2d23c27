package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.migrate.tool.Order;
import io.devctl.migrate.tool.Said;
import io.devctl.migrate.tool.Tool;
import io.devctl.model.MigrationError;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has a tool do something to a target whose lock is held. What the tool says is not believed: the ledger is read again,
 * and the records are brought up to date with it.
 */
final class ToolWork {
    private final ToolPool tools;
    private final Tool tool;
    private final MigrationTarget target;
    private final LoadedSet set;
    private final TargetFacts facts;
    private final Duration lockTimeout;
    private final BooleanSupplier cancelled;

    ToolWork(
            ToolPool tools,
            Tool tool,
            MigrationTarget target,
            LoadedSet set,
            TargetFacts facts,
            Duration lockTimeout,
            BooleanSupplier cancelled) {
        this.tools = tools;
        this.tool = tool;
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
     * @param error what the tool said went wrong; null when it said nothing of the kind
     * @param took the time that the tool took
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
        Said said = tools.run(tool, order, schema, false, cancelled);
        Outcome outcome = look(work, said, start);
        if (!done.test(outcome) && said.again() && !cancelled.getAsBoolean()) {
            // what the last target left in the process may be in the way
            tool.onlyOnePerTarget();
            outcome = look(work, tools.run(tool, order, schema, true, cancelled), start);
        }
        return outcome;
    }

    private Outcome look(WorkSession work, Said said, long start) throws SqlFailure {
        OpenTarget open = OpenTarget.open(work, target, set, facts, lockTimeout);
        Verdict now = open.verdict();
        if (now.drift() == null) {
            open.adopt(work.session());
        }
        if (now.pending().isEmpty()) {
            work.session().send("delete from devctl.failures where target_id = " + open.id());
        }
        return new Outcome(now.pending(), said.error(), Duration.ofNanos(System.nanoTime() - start));
    }

    /** What went wrong with a migration that the target should have, or should not have any more. */
    static MigrationError error(Outcome outcome, MigrationFile file, String otherwise) {
        MigrationError said = outcome.error();
        return said != null
                ? said
                : Failures.of(
                        file.shown(),
                        otherwise,
                        "env.py has to migrate the schema that the environment names, and keep its version table there");
    }
}
