package com.acme.ingestion;

import static com.acme.platform.Request.required;

import com.acme.platform.HttpApi;
import com.acme.platform.Request;
import com.acme.platform.Response;
import com.acme.platform.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Taking documents in, listing them, searching in them. */
final class Documents {
    private static final int MAX_HITS = 20;

    private final Workspaces workspaces;

    Documents(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    void routes(HttpApi api) {
        api.post("/t/{tenant}/documents", this::takeIn)
                .get("/t/{tenant}/documents", this::list)
                .get("/t/{tenant}/search", this::search);
    }

    private record Document(String uri, String title, String content) {}

    private record Delivery(List<Document> documents) {}

    private record Receipts(List<Intake.Receipt> received) {}

    private record Entry(long id, String uri, String title, String state, int characters, Instant receivedAt) {
        static Entry of(ResultSet row) throws SQLException {
            return new Entry(
                    row.getLong("id"),
                    row.getString("uri"),
                    row.getString("title"),
                    row.getString("state"),
                    row.getInt("characters"),
                    Rows.instant(row, "received_at"));
        }
    }

    private record Listing(List<Entry> documents) {}

    private record Hit(String uri, String title, int chunk, String excerpt) {}

    private record Hits(String query, List<Hit> hits) {}

    /** All documents of a delivery or none. */
    private Response takeIn(Request request) throws SQLException {
        List<Document> documents =
                required("documents", request.body(Delivery.class).documents());
        return Response.created(workspaces.in(request, connection -> {
            List<Intake.Receipt> receipts = new ArrayList<>();
            for (Document document : documents) {
                receipts.add(Intake.store(
                        connection,
                        request.tenant(),
                        required("uri", document.uri()),
                        required("title", document.title()),
                        required("content", document.content())));
            }
            return new Receipts(receipts);
        }));
    }

    private Response list(Request request) throws SQLException {
        return Response.ok(workspaces.in(
                request, connection -> new Listing(Rows.list(connection, Entry::of, """
                        select id, uri, title, state, characters, received_at
                        from documents
                        where tenant = ?
                        order by id
                        """, request.tenant()))));
    }

    private Response search(Request request) throws SQLException {
        String query = required("q", request.query("q").orElse(""));
        return Response.ok(workspaces.in(
                request,
                connection -> new Hits(
                        query,
                        Rows.list(
                                connection,
                                row -> new Hit(
                                        row.getString("uri"),
                                        row.getString("title"),
                                        row.getInt("chunk"),
                                        row.getString("excerpt")),
                                "select uri, title, chunk, excerpt from search_chunks(?, ?, ?)",
                                request.tenant(),
                                query,
                                MAX_HITS))));
    }
}
