package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.SqlFailure;
import java.util.List;

/** Where a file's statements go: to the server, or into a script for psql. */
interface Outlet {
    /** Adds what undoes any setting that an earlier file left. Nothing of it keeps a transaction from being begun. */
    void reset(Message message);

    void send(Message message) throws SqlFailure;

    /** A COPY … FROM stdin with its data. */
    void copyIn(String sql, String text, int from, int to) throws SqlFailure;

    /** The rows of a question; none where there is nobody to ask. */
    List<Row> ask(String question) throws SqlFailure;
}
