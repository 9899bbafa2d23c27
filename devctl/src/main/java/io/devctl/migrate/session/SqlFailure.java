package io.devctl.migrate.session;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The server refused a message, or the connection broke. */
public final class SqlFailure extends Exception {
    private final SQLException failure;
    private final int completed;

    SqlFailure(SQLException failure, int completed) {
        super(failure.getMessage(), failure);
        this.failure = failure;
        this.completed = completed;
    }

    /** How many statements of the message had completed: the index of the one that failed. */
    public int completed() {
        return completed;
    }

    /** The five-character code; empty when the server sent none. */
    public String sqlstate() {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }

    /** What the server said, null when the connection broke before it could. */
    public @Nullable ServerErrorMessage server() {
        return failure instanceof PSQLException e ? e.getServerErrorMessage() : null;
    }

    /** The server's own words in one line, or the driver's. */
    public String words() {
        ServerErrorMessage said = server();
        String message = said == null ? null : said.getMessage();
        return message == null ? String.valueOf(failure.getMessage()) : message;
    }

    /** Whether the connection is of no use any more. */
    public boolean isConnectionLost() {
        return sqlstate().startsWith("08") || sqlstate().startsWith("57P");
    }
}
