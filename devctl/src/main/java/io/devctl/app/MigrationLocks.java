package io.devctl.app;

import io.devctl.migrate.Locks;
import io.devctl.model.EventSink;
import io.devctl.model.LocksReport;

/** {@code dev migrate locks}: who blocks whom, and an end for the one that the user names. */
public final class MigrationLocks {
    private final Environment environment;
    private final Locks locks;

    /** Starts Postgres when it does not run. */
    public MigrationLocks(Environment environment, EventSink events) {
        this.environment = environment;
        environment.prepare();
        environment.postgres().start(events);
        this.locks = new Locks(environment.postgres().dataSource());
    }

    /** What is locked now. */
    public LocksReport report() {
        return locks.report(new Migrations(environment).chosen(target -> true));
    }

    /**
     * The session of a process of the server.
     *
     * @throws io.devctl.model.DevctlException USAGE when this database has no such client
     */
    public LocksReport.Session session(int pid) {
        return locks.session(pid);
    }

    /**
     * Ends what a session does now, or the session itself.
     *
     * @return whether the server has passed it on
     */
    public boolean end(int pid, boolean terminate) {
        return locks.end(pid, terminate);
    }
}
