package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.HistoryEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads ledgers row by row, and what devctl has noted beside them. */
final class History {
    private final Session session;

    private History(Session session) {
        this.session = session;
    }

    static List<HistoryEntry> read(Session session, List<MigrationTarget> targets) throws SqlFailure {
        return new History(session).read(targets);
    }

    /** What devctl noted of a migration. */
    private record Note(@Nullable Duration took, @Nullable String by) {}

    private List<HistoryEntry> read(List<MigrationTarget> targets) throws SqlFailure {
        Map<String, Map<String, Note>> notes = notes();
        List<HistoryEntry> entries = new ArrayList<>();
        for (MigrationTarget target : targets) {
            String schema = target.target().schema();
            Ledger ledger = target.set().ledger();
            String column = column(schema, ledger);
            if (column == null) {
                continue;
            }
            Map<String, Note> known = notes.getOrDefault(schema + "\0" + ledger.table(), Map.of());
            // through JSON, because nothing is known of the other columns of a ledger that somebody else made
            String time = "pg_catalog.to_jsonb(l) ->> " + Sql.text(ledger.appliedAt());
            for (Row row :
                    session.send("select l." + Sql.name(column) + "::pg_catalog.text, pg_catalog.date_trunc('second',"
                            + " (" + time + ")::pg_catalog.timestamptz) from " + Sql.name(schema, ledger.table())
                            + " l order by "
                            + time + " nulls first, 1")) {
                String file = Verdict.fileName(row.text(0));
                Note note = known.get(file);
                entries.add(new HistoryEntry(
                        target.target(),
                        file,
                        row.get(1),
                        note == null ? null : note.took(),
                        note == null ? null : note.by()));
            }
        }
        return entries;
    }

    /** The column with the names; null when there is no such ledger, or it cannot be told. */
    private @Nullable String column(String schema, Ledger ledger) throws SqlFailure {
        List<Row> columns = session.send("select a.attname from pg_catalog.pg_attribute a join pg_catalog.pg_class c"
                + " on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = "
                + Sql.text(schema) + " and c.relname = " + Sql.text(ledger.table())
                + " and a.attnum > 0 and not a.attisdropped and (a.attname = " + Sql.text(ledger.name())
                + " or a.atttypid in (25, 1043)) order by a.attname <> " + Sql.text(ledger.name()));
        return columns.isEmpty() ? null : columns.get(0).text(0);
    }

    private Map<String, Map<String, Note>> notes() throws SqlFailure {
        Map<String, Map<String, Note>> notes = new HashMap<>();
        boolean there = session.send("select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n"
                        + " on n.oid = c.relnamespace where n.nspname = 'devctl' and c.relname = 'applied')")
                .get(0)
                .is(0);
        if (!there) {
            return notes;
        }
        // an older devctl made no column for who it was
        for (Row row : session.send("select t.schema_name, t.ledger_name, a.name, a.duration_ms,"
                + " pg_catalog.to_jsonb(a) ->> 'applied_by'"
                + " from devctl.applied a join devctl.targets t on t.id = a.target_id")) {
            String millis = row.get(3);
            String by = row.get(4);
            int run = by == null ? -1 : by.lastIndexOf(", run ");
            notes.computeIfAbsent(row.text(0) + "\0" + row.text(1), key -> new HashMap<>())
                    .put(
                            row.text(2),
                            new Note(
                                    millis == null ? null : Duration.ofMillis(Long.parseLong(millis)),
                                    by == null || run < 0 ? by : by.substring(0, run)));
        }
        return notes;
    }
}
