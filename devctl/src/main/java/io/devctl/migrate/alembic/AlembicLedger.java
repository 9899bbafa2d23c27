package io.devctl.migrate.alembic;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.Held;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.session.Sql;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code alembic_version}: a row for each line of the history, with the newest revision of it that is applied. */
record AlembicLedger(String table, RevisionGraph graph) implements LedgerForm {
    static final String COLUMN = "version_num";

    @Override
    public String id() {
        return "alembic";
    }

    @Override
    public String watched() {
        return COLUMN;
    }

    @Override
    public String key(MigrationFile file) {
        return file.version();
    }

    /** As Alembic makes it: made before it runs, the table is watched from its first row on. */
    @Override
    public List<String> create(String schema) {
        return List.of("create table if not exists " + Sql.name(schema, table) + " (" + COLUMN
                + " varchar(32) not null, constraint " + Sql.name(table + "_pkc") + " primary key (" + COLUMN + "))");
    }

    @Override
    public String content(String schema) {
        return "(select pg_catalog.string_agg(" + COLUMN + "::pg_catalog.text, chr(10) order by " + COLUMN + ") from "
                + Sql.name(schema, table) + ")";
    }

    /** Everything below a row is applied; a row that no file has stands for itself. */
    @Override
    public Held read(List<String> rows, List<MigrationFile> files, Map<String, String> known, Checksums checksums) {
        History history = new History(graph);
        Set<String> keys = new HashSet<>(history.unknown(rows));
        history.below(rows).forEach(revision -> keys.add(revision.id()));
        String overlapping = history.overlapping(rows);
        Held.Problem problem = overlapping == null
                ? null
                : new Held.Problem(
                        "holds a revision that another row has below it: '" + overlapping + "'",
                        "delete from " + table + " where " + COLUMN + " = '" + overlapping + "'");
        return new Held(keys, Map.of(), problem);
    }

    @Override
    public List<String> add(String schema, Entry entry) {
        throw new UnsupportedOperationException("Alembic records what it applies");
    }

    @Override
    public List<String> remove(String schema, String key, List<MigrationFile> left) {
        throw new UnsupportedOperationException("Alembic records what it undoes");
    }
}
