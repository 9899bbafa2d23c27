package io.devctl.migrate.ledger;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Sql;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * golang-migrate's form: one row with the version that was reached, and whether it broke on the way there. Which files were
 * applied follows from it: those up to that version.
 */
public record GolangMigrateLedger(String table) implements LedgerForm {
    static final String ID = "golang-migrate";
    static final String TABLE = "schema_migrations";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String watched() {
        return "version";
    }

    @Override
    public String key(MigrationFile file) {
        return String.valueOf(Long.parseLong(file.version()));
    }

    @Override
    public List<String> create(String schema) {
        return List.of("create table if not exists " + Sql.name(schema, table)
                + " (version bigint not null primary key, dirty boolean not null)");
    }

    @Override
    public String content(String schema) {
        return "(select pg_catalog.string_agg(version || chr(9) || dirty::pg_catalog.text, chr(10) order by version) from "
                + Sql.name(schema, table) + ")";
    }

    @Override
    public Held read(List<String> rows, List<MigrationFile> files, Map<String, String> known, Checksums checksums) {
        if (rows.isEmpty()) {
            return Held.NOTHING;
        }
        if (rows.size() > 1) {
            return new Held(
                    Set.of(),
                    Map.of(),
                    new Held.Problem(
                            "its ledger has more than one row, which golang-migrate never writes",
                            "leave the one of the version that is there: delete from " + table
                                    + " where version <> VERSION"));
        }
        String[] row = rows.get(0).split("\t", 2);
        long version = Long.parseLong(row[0]);
        Set<String> keys = keys(version, files, known);
        boolean dirty = row[1].equals("true");
        return new Held(keys, Map.of(), dirty ? broken(version) : null);
    }

    private Held.Problem broken(long version) {
        return new Held.Problem(
                "golang-migrate broke in the middle of version " + version + " and left it dirty",
                "finish that file by hand, then: update " + table + " set dirty = false");
    }

    /** A file that came late, below the version of its time, was not applied: golang-migrate passes it over. */
    private Set<String> keys(long version, List<MigrationFile> files, Map<String, String> known) {
        long highest = known.keySet().stream().mapToLong(Long::parseLong).max().orElse(0);
        Set<String> keys = new HashSet<>();
        for (MigrationFile file : files) {
            long number = Long.parseLong(file.version());
            String key = key(file);
            if (number <= version && (number > highest || known.containsKey(key))) {
                keys.add(key);
            }
        }
        if (version >= 0) {
            keys.add(String.valueOf(version));
        }
        return keys;
    }

    @Override
    public List<String> add(String schema, Entry entry) {
        long version = Long.parseLong(entry.file().version());
        for (MigrationFile file : entry.applied()) {
            version = Math.max(version, Long.parseLong(file.version()));
        }
        return set(schema, version);
    }

    @Override
    public boolean addsByInsert() {
        return false;
    }

    private List<String> set(String schema, long version) {
        String name = Sql.name(schema, table);
        return List.of(
                "update " + name + " set version = " + version + ", dirty = false",
                "insert into " + name + "(version, dirty) select " + version + ", false where not exists (select from "
                        + name + ")");
    }

    @Override
    public List<String> remove(String schema, String key, List<MigrationFile> left) {
        return left.isEmpty()
                ? List.of("delete from " + Sql.name(schema, table))
                : set(schema, Long.parseLong(left.get(left.size() - 1).version()));
    }
}
