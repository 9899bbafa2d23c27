package io.devctl.migrate;

import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.ledger.NameLedger;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.migrate.tool.Tool;
import io.devctl.model.HistoryEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads ledgers row by row, and what devctl has noted beside them. */
final class History {
    private final Session session;

    private History(Session session) {
        this.session = session;
    }

    /** Every row of every ledger, target by target. */
    static List<HistoryEntry> read(
            Session session,
            List<MigrationTarget> targets,
            List<Verdict> verdicts,
            Function<MigrationSet, LoadedSet> sets)
            throws SqlFailure {
        History history = new History(session);
        Map<String, Map<String, Note>> notes = history.notes();
        List<HistoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            MigrationTarget target = targets.get(i);
            LoadedSet set = sets.apply(target.set());
            TargetFacts facts = verdicts.get(i).facts();
            LedgerForm form = facts.form();
            Tool tool = set.tool();
            if (tool != null) {
                entries.addAll(history.ofTool(target, tool, facts));
            } else if (form != null && facts.ledgerExists()) {
                String slot = target.target().schema() + "\0" + set.usualForm().table();
                entries.addAll(history.of(target, set, form, notes.getOrDefault(slot, Map.of())));
            }
        }
        return entries;
    }

    /** What a tool says of itself; devctl does not know which of its runs applied what. */
    private List<HistoryEntry> ofTool(MigrationTarget target, Tool tool, TargetFacts facts) throws SqlFailure {
        List<HistoryEntry> entries = new ArrayList<>();
        String names = tool.ledger().names(target.target().schema());
        boolean there = tool.ledger().isElsewhere()
                ? new ToolLedgers(session).isReadable(target, tool.ledger())
                : facts.ledgerExists();
        if (names != null && there) {
            for (Row row : session.send(names)) {
                entries.add(new HistoryEntry(target.target(), row.text(0), row.get(1), null, null));
            }
        }
        return entries;
    }

    /** What devctl noted of a migration. */
    private record Note(
            @Nullable Duration took,
            @Nullable String by,
            @Nullable String at) {}

    private List<HistoryEntry> of(MigrationTarget target, LoadedSet set, LedgerForm form, Map<String, Note> notes)
            throws SqlFailure {
        Map<String, String> names = new HashMap<>();
        set.files().forEach(file -> names.put(form.key(file), file.name()));
        List<HistoryEntry> entries = new ArrayList<>();
        rows(target, set, form).forEach((key, at) -> {
            Note note = notes.get(key);
            entries.add(new HistoryEntry(
                    target.target(),
                    names.getOrDefault(key, key),
                    at == null && note != null ? note.at() : at,
                    note == null ? null : note.took(),
                    note == null ? null : note.by()));
        });
        return entries;
    }

    /** The keys in a ledger with the times that it has, null where it keeps none that can be read. */
    private Map<String, @Nullable String> rows(MigrationTarget target, LoadedSet set, LedgerForm form)
            throws SqlFailure {
        String schema = target.target().schema();
        Map<String, @Nullable String> rows = new LinkedHashMap<>();
        if (form instanceof NameLedger names) {
            // through JSON, because nothing is known of the other columns of a ledger that somebody else made
            String column = names.appliedAt() == null ? "applied_at" : names.appliedAt();
            String time = "pg_catalog.to_jsonb(l) ->> " + Sql.text(column);
            for (Row row : session.send("select l." + Sql.name(names.name())
                    + "::pg_catalog.text, pg_catalog.date_trunc('second', (" + time
                    + ")::pg_catalog.timestamptz) from " + Sql.name(schema, names.table()) + " l order by " + time
                    + " nulls first, 1")) {
                form.read(List.of(row.text(0)), set.files(), Map.of(), file -> null)
                        .keys()
                        .forEach(key -> rows.put(key, row.get(1)));
            }
            return rows;
        }
        List<String> lines = Check.lines(
                session.send("select " + form.content(schema)).get(0).get(0));
        form.read(lines, set.files(), Map.of(), file -> null).keys().forEach(key -> rows.put(key, null));
        return rows;
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
                + " pg_catalog.to_jsonb(a) ->> 'applied_by', pg_catalog.date_trunc('second', a.applied_at)"
                + " from devctl.applied a join devctl.targets t on t.id = a.target_id")) {
            String millis = row.get(3);
            String by = row.get(4);
            int run = by == null ? -1 : by.lastIndexOf(", run ");
            notes.computeIfAbsent(row.text(0) + "\0" + row.text(1), key -> new HashMap<>())
                    .put(
                            row.text(2),
                            new Note(
                                    millis == null ? null : Duration.ofMillis(Long.parseLong(millis)),
                                    by == null || run < 0 ? by : by.substring(0, run),
                                    row.get(5)));
        }
        return notes;
    }
}
