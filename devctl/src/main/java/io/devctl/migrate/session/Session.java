package io.devctl.migrate.session;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.TransactionState;
import org.postgresql.core.Tuple;

/**
 * A connection on which whole messages are sent. The driver's statements would cut a message at semicolons by rules of
 * their own and read {@code ?} and <code>{</code> as theirs; its query executor takes a text as it is. One thread at a time;
 * {@link #cancel()} from any.
 */
public final class Session implements AutoCloseable {
    private static final int FLAGS =
            QueryExecutor.QUERY_EXECUTE_AS_SIMPLE | QueryExecutor.QUERY_SUPPRESS_BEGIN | QueryExecutor.QUERY_ONESHOT;

    /** Characters of a COPY's data that are encoded at once. */
    private static final int CHUNK = 1 << 16;

    private final Connection connection;
    private final BaseConnection postgres;

    private Session(Connection connection) throws SQLException {
        this.connection = connection;
        this.postgres = connection.unwrap(BaseConnection.class);
        connection.setAutoCommit(true);
    }

    /** Opens a connection. */
    public static Session open(DataSource database) throws SQLException {
        Connection connection = database.getConnection();
        try {
            return new Session(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The server's process for this session. */
    public int pid() {
        return postgres.getQueryExecutor().getBackendPID();
    }

    /** The server's version as a number: 180006 for 18.6. */
    public int serverVersion() {
        return postgres.getQueryExecutor().getServerVersionNum();
    }

    /** Sends a message and gives the rows of all its results, one after the other. */
    public List<Row> send(String sql) throws SqlFailure {
        Results results = new Results();
        try {
            QueryExecutor executor = postgres.getQueryExecutor();
            Query query = executor.wrap(List.of(new NativeQuery(sql, SqlCommand.BLANK)));
            executor.execute(query, null, results, 0, 0, FLAGS);
            return results.rows;
        } catch (SQLException e) {
            leaveTransaction();
            throw new SqlFailure(e, results.completed);
        }
    }

    /** A message that failed between its begin and its commit leaves a transaction that can only be rolled back. */
    private void leaveTransaction() {
        if (isOpen() && postgres.getTransactionState() != TransactionState.IDLE) {
            try {
                send("rollback");
            } catch (SqlFailure ignored) {
                // the connection is gone, and its transaction with it
            }
        }
    }

    /** Sends a COPY … FROM stdin and its data: a part of a text, which may be long. */
    public void copyIn(String sql, String text, int from, int to) throws SqlFailure {
        try {
            CopyIn copy = new CopyManager(postgres).copyIn(sql);
            try {
                for (int start = from; start < to; ) {
                    int end = Math.min(start + CHUNK, to);
                    if (end < to && Character.isHighSurrogate(text.charAt(end - 1))) {
                        end++;
                    }
                    byte[] bytes = text.substring(start, end).getBytes(StandardCharsets.UTF_8);
                    copy.writeToCopy(bytes, 0, bytes.length);
                    start = end;
                }
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException e) {
            leaveTransaction();
            throw new SqlFailure(e, 0);
        }
    }

    /** Asks the server to give up the statement that runs now, if one does. */
    public void cancel() {
        try {
            postgres.cancelQuery();
        } catch (SQLException ignored) {
            // the connection is gone, and its statement with it
        }
    }

    /** Whether it can still be used. */
    public boolean isOpen() {
        return !postgres.getQueryExecutor().isClosed();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // nothing depends on a polite goodbye
        }
    }

    /** Collects rows as text and counts the statements that have completed. */
    private static final class Results extends ResultHandlerBase {
        private final List<Row> rows = new ArrayList<>();
        private int completed;

        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            for (Tuple tuple : tuples) {
                rows.add(row(tuple));
            }
            completed++;
        }

        private Row row(Tuple tuple) {
            List<@Nullable String> values = new ArrayList<>(tuple.fieldCount());
            for (int i = 0; i < tuple.fieldCount(); i++) {
                byte[] value = tuple.get(i);
                values.add(value == null ? null : new String(value, StandardCharsets.UTF_8));
            }
            return new Row(values, completed);
        }

        @Override
        public void handleCommandStatus(String status, long updated, long oid) {
            completed++;
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            // notices of a script ("table does not exist, skipping") are not news
        }
    }
}
