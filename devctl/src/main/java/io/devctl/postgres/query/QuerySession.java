package io.devctl.postgres.query;

import io.devctl.model.QueryResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A connection for statements as a user types them. {@link #cancel} may be called by another thread. */
public final class QuerySession implements AutoCloseable {
    private static final Set<Integer> NUMBERS =
            Set.of(Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.REAL, Types.DOUBLE, Types.DECIMAL);

    private final DataSource database;
    private Connection connection;
    private volatile @Nullable Statement running;

    private QuerySession(DataSource database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    /** Connects. */
    public static QuerySession open(DataSource database) throws QueryFailed {
        try {
            return new QuerySession(database, database.getConnection());
        } catch (SQLException e) {
            throw new QueryFailed(e);
        }
    }

    /**
     * Runs one statement.
     *
     * @param most rows that are wanted; 0 for all
     */
    public QueryResult run(String sql, int most) throws QueryFailed {
        try (Statement statement = connection.createStatement()) {
            running = statement;
            statement.setEscapeProcessing(false);
            statement.setMaxRows(most == 0 ? 0 : most + 1);
            if (!statement.execute(sql)) {
                return new QueryResult(List.of(), List.of(), List.of(), false, statement.getUpdateCount());
            }
            try (ResultSet rows = statement.getResultSet()) {
                return read(rows, most);
            }
        } catch (SQLException e) {
            throw new QueryFailed(e);
        } finally {
            running = null;
        }
    }

    private static QueryResult read(ResultSet result, int most) throws SQLException {
        ResultSetMetaData about = result.getMetaData();
        List<String> columns = new ArrayList<>();
        List<Boolean> numeric = new ArrayList<>();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            columns.add(about.getColumnLabel(i));
            numeric.add(NUMBERS.contains(about.getColumnType(i)));
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (result.next()) {
            if (most > 0 && rows.size() == most) {
                return new QueryResult(columns, numeric, rows, true, -1);
            }
            List<@Nullable String> row = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                row.add(result.getString(i));
            }
            rows.add(row);
        }
        return new QueryResult(columns, numeric, rows, false, -1);
    }

    /** Ends the statement that runs, if one does. */
    public void cancel() {
        Statement statement = running;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException ended) {
                // it was faster
            }
        }
    }

    /** Connects anew, after a restart of the server, say. */
    public void reconnect() throws QueryFailed {
        close();
        try {
            connection = database.getConnection();
        } catch (SQLException e) {
            throw new QueryFailed(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // nothing depends on a polite goodbye
        }
    }
}
