package io.devctl.migrate.session;

import java.sql.SQLException;
import java.util.Set;
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
        return isLoss(sqlstate());
    }

    /** Whether the same message may well succeed a moment later. */
    public boolean isPassing() {
        return isPassing(sqlstate());
    }

    /** {@link #isPassing()} of a connection that could not be made. */
    public static boolean isPassing(SQLException failure) {
        return isPassing(failure.getSQLState() == null ? "" : failure.getSQLState());
    }

    private static boolean isPassing(String sqlstate) {
        // lock_not_available, deadlock_detected, serialization_failure, too_many_connections
        return isLoss(sqlstate) || Set.of("55P03", "40P01", "40001", "53300").contains(sqlstate);
    }

    private static boolean isLoss(String sqlstate) {
        // protocol_violation is a misunderstanding, and database_dropped is for good
        return (sqlstate.startsWith("08") && !sqlstate.equals("08P01"))
                || (sqlstate.startsWith("57P") && !sqlstate.equals("57P04"));
    }
}
