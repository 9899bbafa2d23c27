package io.devctl.migrate.ledger;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Sql;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * devctl's own form, and that of many small runners: a row for each file, with the file's name. Other runners leave the
 * ending out.
 *
 * @param name the column with the names
 * @param appliedAt the column with the time, as it is made; null for {@code applied_at}
 */
public record NameLedger(
        String table, String name, @Nullable String appliedAt) implements LedgerForm {
    /** The table that devctl makes where there is none. */
    public static final String TABLE = "schema_migrations";

    static final String ID = "names";
    private static final String ENDING = ".sql";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String watched() {
        return name;
    }

    @Override
    public String key(MigrationFile file) {
        return file.name();
    }

    @Override
    public List<String> create(String schema) {
        return List.of("create table if not exists " + Sql.name(schema, table) + " (id serial primary key, "
                + Sql.name(name) + " varchar(255) unique not null, "
                + Sql.name(appliedAt == null ? "applied_at" : appliedAt) + " timestamptz default now())");
    }

    @Override
    public String content(String schema) {
        return "(select pg_catalog.string_agg(" + Sql.name(name) + "::pg_catalog.text, chr(10)) from "
                + Sql.name(schema, table) + ")";
    }

    @Override
    public Held read(List<String> rows, List<MigrationFile> files, Map<String, String> known, Checksums checksums) {
        return Held.of(rows.stream()
                .map(row -> row.endsWith(ENDING) ? row : row + ENDING)
                .distinct()
                .toList());
    }

    @Override
    public List<String> add(String schema, Entry entry) {
        return List.of("insert into " + Sql.name(schema, table) + "(" + Sql.name(name) + ") values ("
                + Sql.text(entry.file().name()) + ")");
    }

    @Override
    public List<String> remove(String schema, String key, List<MigrationFile> left) {
        String bare = key.substring(0, key.length() - ENDING.length());
        return List.of("delete from " + Sql.name(schema, table) + " where " + Sql.name(name) + " in (" + Sql.text(key)
                + ", " + Sql.text(bare) + ")");
    }
}
