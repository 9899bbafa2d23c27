package io.devctl.migrate.ledger;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Sql;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The form of dbmate and of diesel: a row for each applied migration, with its version in a column of that name. */
public record VersionLedger(Tool tool, String table) implements LedgerForm {
    private static final String COLUMN = "version";

    /** Who makes the table, and how. */
    public enum Tool {
        /** {@code schema_migrations(version)}. */
        DBMATE("dbmate", "schema_migrations", "version varchar not null primary key"),
        /** {@code __diesel_schema_migrations(version, run_on)}. */
        DIESEL(
                "diesel",
                "__diesel_schema_migrations",
                "version varchar(50) primary key not null, run_on timestamp not null default current_timestamp");

        private final String id;
        private final String usualTable;
        private final String columns;

        Tool(String id, String usualTable, String columns) {
            this.id = id;
            this.usualTable = usualTable;
            this.columns = columns;
        }

        String id() {
            return id;
        }

        String usualTable() {
            return usualTable;
        }
    }

    @Override
    public String id() {
        return tool.id;
    }

    @Override
    public String watched() {
        return COLUMN;
    }

    @Override
    public String key(MigrationFile file) {
        return file.version();
    }

    @Override
    public List<String> create(String schema) {
        return List.of("create table if not exists " + Sql.name(schema, table) + " (" + tool.columns + ")");
    }

    @Override
    public String content(String schema) {
        return "(select pg_catalog.string_agg(version::pg_catalog.text, chr(10) order by version) from "
                + Sql.name(schema, table) + ")";
    }

    @Override
    public Held read(List<String> rows, List<MigrationFile> files, Map<String, String> known, Checksums checksums) {
        return rows.stream()
                .filter(row -> !row.chars().allMatch(c -> c >= '0' && c <= '9'))
                .findFirst()
                .map(row -> new Held(
                        Set.of(),
                        Map.of(),
                        new Held.Problem(
                                "'" + row + "' in its ledger is no version of " + tool.id,
                                "in services.yaml: ledger: {name: version}")))
                .orElseGet(() -> Held.of(rows));
    }

    @Override
    public List<String> add(String schema, Entry entry) {
        return List.of("insert into " + Sql.name(schema, table) + "(version) values ("
                + Sql.text(entry.file().version()) + ")");
    }

    @Override
    public List<String> remove(String schema, String key, List<MigrationFile> left) {
        return List.of("delete from " + Sql.name(schema, table) + " where version = " + Sql.text(key));
    }
}
