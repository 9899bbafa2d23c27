package com.acme.ingestion;

import com.acme.platform.Database;
import com.acme.platform.HttpApi;
import com.acme.platform.HttpError;
import com.acme.platform.Request;
import com.acme.platform.Response;
import com.acme.platform.Rows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The place where a tenant's documents are kept, and what is in it. */
final class Workspaces {
    private static final String SCHEMA = "ingestion";

    private final Database database;

    Workspaces(Database database) {
        this.database = database;
    }

    void routes(HttpApi api) {
        api.put("/t/{tenant}/workspace", this::open).get("/t/{tenant}/stats", this::stats);
    }

    /** A transaction for a tenant that has a workspace; 404 for another. */
    <T> T in(Request request, Database.Work<T> work) throws SQLException {
        return database.transaction(SCHEMA, connection -> {
            Rows.first(connection, row -> true, "select from workspaces where tenant = ?", request.tenant())
                    .orElseThrow(() -> HttpError.notFound("the workspace of '" + request.tenant() + "'"));
            return work.run(connection);
        });
    }

    private record Stats(
            String tenant, long documents, long documentLimit, long characters, long chunks, Instant lastReceivedAt) {
        static Stats of(ResultSet row) throws SQLException {
            return new Stats(
                    row.getString("tenant"),
                    row.getLong("documents"),
                    row.getLong("document_limit"),
                    row.getLong("characters"),
                    row.getLong("chunks"),
                    Rows.instant(row, "last_received_at"));
        }
    }

    private Response open(Request request) throws SQLException {
        return Response.ok(database.transaction(SCHEMA, connection -> {
            Rows.update(
                    connection, "insert into workspaces (tenant) values (?) on conflict do nothing", request.tenant());
            return stats(connection, request.tenant());
        }));
    }

    private Response stats(Request request) throws SQLException {
        return Response.ok(in(request, connection -> stats(connection, request.tenant())));
    }

    private static Stats stats(Connection connection, String tenant) throws SQLException {
        return Rows.one(connection, Stats::of, """
                select tenant, documents, document_limit, characters, chunks, last_received_at
                from workspace_stats
                where tenant = ?
                """, tenant);
    }
}
