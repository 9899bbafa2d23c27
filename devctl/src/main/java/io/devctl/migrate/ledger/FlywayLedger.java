package io.devctl.migrate.ledger;

import io.devctl.migrate.files.FlywayVersion;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Sql;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Flyway's history: a row for each run of a file, with Flyway's checksum of it. The rows that are not about a file (the
 * schema that Flyway made, the baseline, what was undone or deleted) are understood.
 */
public record FlywayLedger(String table) implements LedgerForm {
    static final String ID = "flyway";
    static final String TABLE = "flyway_schema_history";

    /** What Flyway cuts a description to. */
    private static final int LONGEST_DESCRIPTION = 200;

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
        return file.repeatable() ? repeatable(description(file)) : FlywayVersion.normal(file.version());
    }

    private static String repeatable(String description) {
        return "R__" + description;
    }

    private static String description(MigrationFile file) {
        return file.description().replace('_', ' ');
    }

    @Override
    public List<String> create(String schema) {
        String name = Sql.name(schema, table);
        return List.of(
                "create table if not exists " + name + " (installed_rank integer not null, version varchar(50),"
                        + " description varchar(" + LONGEST_DESCRIPTION + ") not null, type varchar(20) not null,"
                        + " script varchar(1000) not null, checksum integer, installed_by varchar(100) not null,"
                        + " installed_on timestamp not null default now(), execution_time integer not null,"
                        + " success boolean not null, constraint " + Sql.name(table + "_pk")
                        + " primary key (installed_rank))",
                "create index if not exists " + Sql.name(table + "_s_idx") + " on " + name + " (success)");
    }

    @Override
    public String content(String schema) {
        return "(select pg_catalog.string_agg(pg_catalog.concat_ws(chr(9), coalesce(version, ''), type,"
                + " coalesce(checksum::pg_catalog.text, ''), success, description), chr(10) order by installed_rank)"
                + " from " + Sql.name(schema, table) + ")";
    }

    /** A row of the history; the version is empty for a repeatable one. */
    private record HistoryRow(String version, String type, String checksum, boolean success, String description) {
        static HistoryRow read(String line) {
            String[] part = line.split("\t", 5);
            String version = part[0].isEmpty() ? "" : FlywayVersion.normal(part[0]);
            return new HistoryRow(version, part[1], part[2], part[3].equals("t") || part[3].equals("true"), part[4]);
        }

        String key() {
            return version.isEmpty() ? repeatable(description) : version;
        }
    }

    @Override
    public Held read(List<String> rows, List<MigrationFile> files, Map<String, String> known, Checksums checksums) {
        Map<String, HistoryRow> last = new HashMap<>();
        String baseline = null;
        for (String line : rows) {
            HistoryRow row = HistoryRow.read(line);
            if (row.type().equals("BASELINE")) {
                baseline = row.version();
            } else if (row.type().equals("DELETE") || row.type().startsWith("UNDO")) {
                last.remove(row.key());
            } else if (!row.type().equals("SCHEMA")) {
                last.put(row.key(), row);
            }
        }
        Set<String> keys = new HashSet<>(last.keySet());
        Map<String, Boolean> matches = new HashMap<>();
        for (MigrationFile file : files) {
            HistoryRow row = last.get(key(file));
            if (row == null && baseline != null && isBelow(file, baseline)) {
                keys.add(key(file));
            } else if (row != null && !row.checksum().isEmpty()) {
                matches.put(key(file), row.checksum().equals(checksums.of(file)));
            }
        }
        return new Held(keys, matches, problem(last));
    }

    private static boolean isBelow(MigrationFile file, String baseline) {
        return !file.repeatable() && FlywayVersion.ORDER.compare(file.version(), baseline) <= 0;
    }

    private Held.@Nullable Problem problem(Map<String, HistoryRow> last) {
        return last.values().stream()
                .filter(row -> !row.success())
                .map(HistoryRow::key)
                .sorted()
                .findFirst()
                .map(key -> new Held.Problem(
                        "Flyway's history says that '" + key + "' failed",
                        "undo by hand what it did, then: delete from " + table + " where not success"))
                .orElse(null);
    }

    @Override
    public List<String> add(String schema, Entry entry) {
        MigrationFile file = entry.file();
        String name = Sql.name(schema, table);
        String description = description(file);
        String shortened = description.length() > LONGEST_DESCRIPTION
                ? description.substring(0, LONGEST_DESCRIPTION)
                : description;
        String checksum = entry.checksum() == null ? "null" : entry.checksum();
        return List.of("insert into " + name + "(installed_rank, version, description, type, script, checksum,"
                + " installed_by, execution_time, success) select coalesce(max(installed_rank), 0) + 1, "
                + (file.repeatable() ? "null" : Sql.text(file.version())) + ", " + Sql.text(shortened) + ", 'SQL', "
                + Sql.text(file.name()) + ", " + checksum + ", session_user, coalesce(" + entry.milliseconds()
                + ", 0), true from " + name);
    }

    @Override
    public List<String> remove(String schema, String key, List<MigrationFile> left) {
        String which = key.startsWith("R__")
                ? "version is null and description = " + Sql.text(key.substring("R__".length()))
                : "pg_catalog.regexp_replace(pg_catalog.regexp_replace(version, " + Sql.text("(^|\\.)0+(?=[0-9])")
                        + ", " + Sql.text("\\1") + ", 'g'), " + Sql.text("(\\.0)+$") + ", '') = " + Sql.text(key);
        return List.of("delete from " + Sql.name(schema, table) + " where " + which + " and type <> 'SCHEMA'");
    }
}
