package io.devctl.migrate.tool;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.Held;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.session.Sql;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a tool writes down, of which nothing is understood but whether it is what it was: the number of rows and a digest of
 * them. The digest is of the values as Postgres sends them in binary, which no setting of a session changes.
 */
public record ToolLedger(ToolProject.LedgerSource source) implements LedgerForm {
    /** By which the records keep the content that the ledger had after the last success; no file has such a name. */
    public static final String CONTENT = " ledger";

    /** A column that every table has. */
    private static final String ANY_COLUMN = "ctid";

    @Override
    public String id() {
        return "tool";
    }

    @Override
    public String table() {
        return source.query() != null ? "a query" : String.join(" and ", source.tables());
    }

    /** Whether it is something else than one table in the target's schema: no trigger watches it, it is read each time. */
    public boolean isElsewhere() {
        return source.query() != null
                || source.tables().size() != 1
                || source.tables().get(0).indexOf('.') >= 0;
    }

    @Override
    public String watched() {
        return Objects.requireNonNullElse(source.name(), ANY_COLUMN);
    }

    @Override
    public String key(MigrationFile file) {
        return file.name();
    }

    /** The tool makes it, in its own shape. */
    @Override
    public List<String> create(String schema) {
        return List.of();
    }

    @Override
    public String content(String schema) {
        String query = source.query();
        if (query != null) {
            // the end of a line ends a comment
            return digest("(" + query + "\n)");
        }
        return source.tables().stream()
                .map(table -> digest(qualified(schema, table)))
                .collect(Collectors.joining(" || ' ' || "));
    }

    private static String digest(String rows) {
        return "(select pg_catalog.count(*)::pg_catalog.text || ' ' || coalesce(pg_catalog.encode(pg_catalog.sha256("
                + "pg_catalog.string_agg(pg_catalog.record_send(l), ''::pg_catalog.bytea"
                + " order by pg_catalog.record_send(l))), 'hex'), '-') from " + rows + " l)";
    }

    private static String qualified(String schema, String table) {
        int dot = table.indexOf('.');
        return dot < 0 ? Sql.name(schema, table) : Sql.name(table.substring(0, dot), table.substring(dot + 1));
    }

    /** How many rows a content has. */
    public static int rows(String content) {
        return Integer.parseInt(content.substring(0, content.indexOf(' ')));
    }

    /** Everything that was recorded, while the content is what it was then; else nothing. */
    @Override
    public Held read(List<String> rows, List<MigrationFile> files, Map<String, String> known, Checksums checksums) {
        boolean same = !rows.isEmpty() && rows.get(0).equals(known.get(CONTENT));
        return same ? Held.of(known.keySet()) : Held.NOTHING;
    }

    /** A query that gives names and times in the order in which they were applied; null where the names are not known. */
    public @Nullable String names(String schema) {
        String name = source.name();
        if (name == null || source.tables().isEmpty()) {
            return null;
        }
        String shown = source.group() == null
                ? "l." + Sql.name(name) + "::pg_catalog.text"
                : "pg_catalog.concat_ws('.', l." + Sql.name(source.group()) + ", l." + Sql.name(name) + ")";
        String time = source.appliedAt() == null
                ? "null"
                : "pg_catalog.date_trunc('second', l." + Sql.name(source.appliedAt()) + "::pg_catalog.timestamptz)";
        String order = source.appliedAt() == null ? "1" : "l." + Sql.name(source.appliedAt()) + " nulls last, 1";
        return "select " + shown + ", " + time + " from "
                + qualified(schema, source.tables().get(0)) + " l order by " + order;
    }

    @Override
    public List<String> add(String schema, Entry entry) {
        throw new UnsupportedOperationException("the tool records what it applies");
    }

    @Override
    public List<String> remove(String schema, String key, List<MigrationFile> left) {
        throw new UnsupportedOperationException("the tool records what it undoes");
    }
}
