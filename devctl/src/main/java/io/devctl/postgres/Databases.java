package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.util.PasswordUtil;

/** What a fresh server needs before it is of use: roles, the database, its extensions. Every step may be repeated. */
public final class Databases {
    /** Extensions that Postgres itself does not carry, and an image that does. */
    private static final Map<String, String> IMAGES = Map.of(
            "vector", "pgvector/pgvector:pg%s",
            "postgis", "postgis/postgis:%s-3.5",
            "postgis_topology", "postgis/postgis:%s-3.5",
            "postgis_raster", "postgis/postgis:%s-3.5",
            "timescaledb", "timescale/timescaledb:latest-pg%s",
            "age", "apache/age:latest",
            "pg_search", "paradedb/paradedb:latest-pg%s");

    private Databases() {}

    /** A name as an SQL identifier, always in quotes. */
    public static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /**
     * Gives a superuser this password, creating it where it is missing. What goes over the wire, and into the server's log
     * when it logs statements, is the SCRAM verifier.
     */
    public static void ensureSuperuser(Connection connection, String user, String password) throws SQLException {
        String verifier = PasswordUtil.encodeScramSha256(password.toCharArray());
        boolean known = exists(connection, "select 1 from pg_roles where rolname = ?", user);
        execute(
                connection,
                (known ? "alter" : "create") + " role " + quoted(user) + " superuser login password '" + verifier
                        + "'");
    }

    /**
     * Creates the database where it is missing.
     *
     * @return its oid, the name of its folder in the data directory
     */
    public static long ensureDatabase(Connection connection, String database, String owner) throws SQLException {
        if (!exists(connection, "select 1 from pg_database where datname = ?", database)) {
            execute(connection, "create database " + quoted(database) + " owner " + quoted(owner));
        }
        try (PreparedStatement statement =
                connection.prepareStatement("select oid::bigint from pg_database where datname = ?")) {
            statement.setString(1, database);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Creates the extensions that are missing in the connection's database.
     *
     * @param major the server's major version, for the image that a hint names
     */
    public static void ensureExtensions(Connection connection, List<String> extensions, String major)
            throws SQLException {
        Set<String> installed = names(connection, "select extname from pg_extension");
        List<String> missing = new ArrayList<>(extensions);
        missing.removeAll(installed);
        if (missing.isEmpty()) {
            return;
        }
        Set<String> available = names(connection, "select name from pg_available_extensions");
        List<String> unknown = new ArrayList<>(missing);
        unknown.removeAll(available);
        if (!unknown.isEmpty()) {
            throw notAvailable(unknown, available, major);
        }
        for (String extension : missing) {
            execute(connection, "create extension if not exists " + quoted(extension) + " cascade");
        }
    }

    private static DevctlException notAvailable(List<String> unknown, Set<String> available, String major) {
        String image = IMAGES.get(unknown.get(0));
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                "the server does not have " + (unknown.size() == 1 ? "this extension" : "these extensions") + ": '"
                        + String.join("', '", unknown) + "'\nit has: " + String.join(", ", available),
                image == null
                        ? "take it out of postgres.extensions in services.yaml, or use an image that has it"
                        : "in services.yaml: postgres: {provider: docker, image: " + image.replace("%s", major) + "}");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean exists(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static Set<String> names(Connection connection, String sql) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }
}
