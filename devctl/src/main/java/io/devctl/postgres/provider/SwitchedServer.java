package io.devctl.postgres.provider;

import io.devctl.model.EventSink;
import io.devctl.model.PostgresStatus;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.PostgresServer;
import javax.sql.DataSource;

/** The server of another provider than the one used so far: its start first stops what that one left running. */
record SwitchedServer(PostgresServer next, PostgresServer previous) implements PostgresServer {
    @Override
    public Endpoint endpoint() {
        return next.endpoint();
    }

    @Override
    public PostgresStatus status() {
        return next.status();
    }

    @Override
    public Endpoint start(EventSink events) {
        previous.stop(events);
        return next.start(events);
    }

    @Override
    public void stop(EventSink events) {
        previous.stop(events);
        next.stop(events);
    }

    @Override
    public void checkWipe() {
        next.checkWipe();
    }

    @Override
    public void wipe(EventSink events) {
        next.wipe(events);
    }

    @Override
    public void databaseReplaced(long oid) {
        next.databaseReplaced(oid);
    }

    @Override
    public DataSource dataSource() {
        return next.dataSource();
    }
}
