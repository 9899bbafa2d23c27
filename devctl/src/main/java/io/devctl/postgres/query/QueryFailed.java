package io.devctl.postgres.query;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The server refused a statement, or the connection broke. */
public final class QueryFailed extends Exception {
    private final SQLException failure;

    QueryFailed(SQLException failure) {
        super(message(failure), failure);
        this.failure = failure;
    }

    private static @Nullable ServerErrorMessage server(SQLException failure) {
        return failure instanceof PSQLException said ? said.getServerErrorMessage() : null;
    }

    private static String message(SQLException failure) {
        ServerErrorMessage server = server(failure);
        String said = server == null ? null : server.getMessage();
        return said == null ? String.valueOf(failure.getMessage()) : said;
    }

    /** Where in the statement, in characters from 1; 0 when the server does not say. */
    public int position() {
        ServerErrorMessage server = server(failure);
        return server == null ? 0 : server.getPosition();
    }

    /** What the server adds to its message; null for nothing. */
    public @Nullable String hint() {
        ServerErrorMessage server = server(failure);
        if (server == null) {
            return null;
        }
        return server.getHint() == null ? server.getDetail() : server.getHint();
    }

    /** Whether the connection is of no use any more. */
    public boolean connectionLost() {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }
}
