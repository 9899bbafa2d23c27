package com.acme.platform;

import java.sql.SQLException;

/** What the database refused, in the words of HTTP. */
final class SqlFailures {
    private SqlFailures() {}

    static Response response(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        switch (state) {
            case "23505": // unique_violation
                return Response.error(409, "it exists already");
            case "23503": // foreign_key_violation
                return Response.error(422, "it refers to something that does not exist");
            case "23502", "23514", "22P02", "22001": // not null, check, malformed value, too long
                return Response.error(422, firstLine(failure));
            case Database.NO_SUCH_SCHEMA, "42P01", "42703", "42883": // schema, table, column, function does not exist
                Log.warn("the schema is not migrated: %s", failure.getMessage());
                return Response.error(503, "the schema is not migrated yet");
            default:
                if (Database.isConnectionLost(failure)) {
                    Log.warn("the database does not answer: %s", failure.getMessage());
                    return Response.error(503, "the database does not answer");
                }
                Log.bug("the database refused", failure);
                return Response.error(500, "this service failed to answer; its log says why");
        }
    }

    private static String firstLine(SQLException failure) {
        // a batch wraps what the server said
        SQLException said = failure.getNextException() == null ? failure : failure.getNextException();
        String message = said.getMessage().replaceFirst("^ERROR: ", "");
        return message.lines().findFirst().orElse("the value is not valid");
    }
}
