package io.devctl.migrate;

import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A thread's connection, opened when there is something to do and again after it broke. */
final class Worker implements AutoCloseable, TargetRun.Connector {
    /**
     * A session remembers every table that it has seen, and looks through what it remembers with every DDL; seen with 3,000
     * schemas of 40 migrations each: a backend of several hundred megabytes. But to connect is dear, too: what a password
     * costs by SCRAM is as much as fifty small migrations.
     */
    private static final int FILES_PER_SESSION = 8000;

    private final DataSource database;
    private final Cancellation cancellation;
    private final BlockWatch watch;
    private @Nullable WorkSession work;
    private @Nullable Target current;
    private int files;

    Worker(DataSource database, Cancellation cancellation, BlockWatch watch) {
        this.database = database;
        this.cancellation = cancellation;
        this.watch = watch;
    }

    /** Runs what is to be done to a target; see {@link TargetRun#run}. */
    TargetResult run(TargetRun run, Target target, @Nullable String stopBefore) {
        current = target;
        try {
            TargetResult result = run.run(this, stopBefore);
            files += 1 + result.applied().size();
            return Failures.withBlocker(result, watch.blockerOf(target));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Run.skipped(target, Migrator.CANCELLED);
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            throw Refusals.notAsked(e);
        } finally {
            if (work != null) {
                watch.end(work.session().pid());
            }
            if (files >= FILES_PER_SESSION) {
                files = 0;
                drop();
            }
        }
    }

    @Override
    public WorkSession session() throws SQLException, SqlFailure {
        WorkSession now = work;
        if (now == null || !now.session().isOpen()) {
            drop();
            Session session = Session.open(database);
            cancellation.add(session);
            try {
                now = new WorkSession(session);
            } catch (SqlFailure | RuntimeException e) {
                cancellation.remove(session);
                session.close();
                throw e;
            }
            work = now;
        }
        watch.begin(now.session().pid(), Objects.requireNonNull(current));
        return now;
    }

    @Override
    public void drop() {
        WorkSession now = work;
        work = null;
        if (now != null) {
            watch.end(now.session().pid());
            cancellation.remove(now.session());
            now.session().close();
        }
    }

    @Override
    public void close() {
        drop();
    }
}
