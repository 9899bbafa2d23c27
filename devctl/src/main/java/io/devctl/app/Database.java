package io.devctl.app;

import io.devctl.model.EventSink;
import io.devctl.postgres.Endpoint;

/** {@code dev db url}: where the database is. */
public final class Database {
    private Database() {}

    /** The database's address with its password; Postgres is started for it when it does not run. */
    public static Endpoint endpoint(Environment environment, EventSink events) {
        StateDirectory.create(environment.config().root());
        return environment.postgres().start(events);
    }
}
