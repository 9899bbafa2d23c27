package io.devctl.postgres;

import io.devctl.model.EventSink;
import io.devctl.model.PostgresStatus;
import javax.sql.DataSource;

/**
 * The Postgres of one environment, wherever it comes from. Every method that fails for a reason a user can do something
 * about throws a {@link io.devctl.model.DevctlException}. Safe for use by several threads and several processes.
 */
public interface PostgresServer {
    /**
     * Where the database is or will be. Known before the server runs: the first call leases the port and generates the
     * password.
     */
    Endpoint endpoint();

    /** Whether the server runs, and where; starts nothing and changes nothing. */
    PostgresStatus status();

    /** Whether {@link #start} would find that nothing is missing; looks, and starts nothing. False where only starting can tell. */
    default boolean isUp() {
        return false;
    }

    /** Finds out what {@link #start} will have to, while its caller is still busy otherwise; changes nothing. */
    default void lookAhead() {}

    /**
     * Starts the server or attaches to the one that runs, creates the database and its extensions where they are missing,
     * and returns when it accepts connections. The server outlives this process.
     *
     * @return {@link #endpoint()} as it is now; the port is another one when the leased one was taken
     */
    Endpoint start(EventSink events);

    /**
     * Stops the server; nothing happens when it does not run.
     *
     * @throws io.devctl.model.DevctlException when a process of it is still there afterwards
     */
    void stop(EventSink events);

    /**
     * Does nothing when {@link #wipe} may be called, as it always may for a server that devctl runs.
     *
     * @throws io.devctl.model.DevctlException USAGE when data of this server is not devctl's to delete
     */
    default void checkWipe() {}

    /** Stops the server and deletes all its data; the next {@link #start} begins with a new, empty database. */
    void wipe(EventSink events);

    /**
     * Takes notice that the database is another one now, under the same name and with all that {@link #start} makes.
     *
     * @param oid the new one's
     */
    default void databaseReplaced(long oid) {}

    /** Plain connections to the environment's database, no pool; {@code application_name} is {@code devctl}. */
    DataSource dataSource();
}
