package io.devctl.app;

import io.devctl.config.TenantSource;
import io.devctl.model.DevctlException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How much is in a database that is about to go, in words. */
final class Losses {
    /** Of more tenants than this only the number is told. */
    private static final int MOST_NAMES = 12;

    /**
     * From what Postgres counts anyway: a count of each table of thousands of schemas would take longer than the reset, and
     * more locks than a transaction may have.
     */
    private static final String COUNTS = "select count(*), coalesce(sum(n_live_tup), 0)::bigint,"
            + " coalesce(sum(pg_total_relation_size(relid)), 0)::bigint, count(distinct schemaname)"
            + " from pg_stat_user_tables where schemaname <> 'devctl' and (?::text[] is null or schemaname = any (?))";

    private Losses() {}

    /**
     * {@code about 1,203 rows in 35 tables of 7 schemas (9.1 MB), of the tenants default, toshiba, iopex}.
     *
     * @param schemas null for all of the database
     * @return empty, with a word on why, where the database does not run; nothing is started for a question
     */
    static String of(Environment environment, @Nullable List<String> schemas) {
        if (!environment.postgres().status().running()) {
            return "Postgres does not run, so nobody has counted its rows" + tenants(environment);
        }
        try (Connection connection = environment.postgres().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(COUNTS)) {
            java.sql.Array names = schemas == null ? null : connection.createArrayOf("text", schemas.toArray());
            statement.setArray(1, names);
            statement.setArray(2, names);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return "about " + count(row.getLong(2), "row") + " in " + count(row.getLong(1), "table") + " of "
                        + count(row.getLong(4), "schema") + " (" + size(row.getLong(3)) + ")"
                        + (schemas == null ? tenants(environment) : "");
            }
        } catch (SQLException | DevctlException unknown) {
            return "there is no such database yet";
        }
    }

    private static String tenants(Environment environment) {
        if (!(environment.config().tenants() instanceof TenantSource.Listed listed)
                || listed.names().isEmpty()) {
            return "";
        }
        List<String> names = listed.names();
        return names.size() > MOST_NAMES
                ? ", of " + count(names.size(), "tenant")
                : ", of the tenant" + (names.size() == 1 ? " " : "s ") + String.join(", ", names);
    }

    private static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    private static String size(long bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%,d kB", (bytes + 1023) / 1024)
                : String.format(Locale.ROOT, "%,.1f MB", bytes / (double) (1 << 20));
    }
}
