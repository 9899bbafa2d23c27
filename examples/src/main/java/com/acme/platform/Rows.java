package com.acme.platform;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Queries whose parameters are always bound, never pasted. */
public final class Rows {
    private Rows() {}

    /** One row into a value. */
    @FunctionalInterface
    public interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    public static <T> List<T> list(Connection connection, Mapper<T> mapper, String sql, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = bind(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> values = new ArrayList<>();
            while (rows.next()) {
                values.add(mapper.map(rows));
            }
            return values;
        }
    }

    /** The first row, if there is one. */
    public static <T> Optional<T> first(Connection connection, Mapper<T> mapper, String sql, Object... parameters)
            throws SQLException {
        return list(connection, mapper, sql, parameters).stream().findFirst();
    }

    /** The one row that the statement always gives, as {@code insert … returning} does; null where the mapper says so. */
    public static <T> T one(Connection connection, Mapper<T> mapper, String sql, Object... parameters)
            throws SQLException {
        return list(connection, mapper, sql, parameters).get(0);
    }

    /** How many rows changed. */
    public static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = bind(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** A timestamptz column; null stays null. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static PreparedStatement bind(Connection connection, String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
