package com.acme.ingestion;

import com.acme.platform.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Writes a document with its chunks. The seed uses it too. */
public final class Intake {
    private Intake() {}

    /** What was written. */
    public record Receipt(long id, String uri, int chunks, boolean replaced) {
        private static Receipt of(ResultSet row, String uri, int chunks) throws SQLException {
            return new Receipt(row.getLong("id"), uri, chunks, row.getBoolean("replaced"));
        }
    }

    /** Stores the document, in place of one with the same uri; its chunks go in as one batch. */
    public static Receipt store(Connection connection, String tenant, String uri, String title, String content)
            throws SQLException {
        List<String> chunks = Chunks.of(content);
        int replaced = Rows.update(connection, "delete from documents where tenant = ? and uri = ?", tenant, uri);
        Receipt receipt = Rows.one(
                connection, row -> Receipt.of(row, uri, chunks.size()), """
                insert into documents (tenant, uri, title, content, state)
                values (?, ?, ?, ?, 'chunked')
                returning id, ?::boolean as replaced
                """, tenant, uri, title, content, replaced > 0);
        insertChunks(connection, receipt.id(), chunks);
        Rows.update(connection, """
                insert into ingestion_events (tenant, document_id, kind, detail)
                values (?, ?, ?::event_kind, jsonb_build_object('chunks', ?))
                """, tenant, receipt.id(), receipt.replaced() ? "replaced" : "received", chunks.size());
        return receipt;
    }

    private static void insertChunks(Connection connection, long document, List<String> chunks) throws SQLException {
        String sql = "insert into chunks (document_id, position, content) values (?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < chunks.size(); i++) {
                statement.setLong(1, document);
                statement.setInt(2, i + 1);
                statement.setString(3, chunks.get(i));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
