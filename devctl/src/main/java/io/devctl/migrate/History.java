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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
        Map<Integer, List<Row>> rows = history.rows(targets, verdicts);
        Map<String, Map<String, Note>> notes = history.notes();
        List<HistoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            MigrationTarget target = targets.get(i);
            LoadedSet set = sets.apply(target.set());
            Tool tool = set.tool();
            List<Row> of = rows.get(i);
            if (tool != null) {
                entries.addAll(history.ofTool(target, tool, verdicts.get(i).facts()));
            } else if (of != null) {
                LedgerForm form = Objects.requireNonNull(verdicts.get(i).facts().form());
                String slot = target.target().schema() + "\0" + set.usualForm().table();
                entries.addAll(entries(target, set, form, of, notes.getOrDefault(slot, Map.of())));
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

    private static List<HistoryEntry> entries(
            MigrationTarget target, LoadedSet set, LedgerForm form, List<Row> rows, Map<String, Note> notes) {
        Map<String, String> names = new HashMap<>();
        set.files().forEach(file -> names.put(form.key(file), file.name()));
        Map<String, @Nullable String> times = new LinkedHashMap<>();
        for (Row row : rows) {
            // a row of a ledger of names, else all that a ledger of another form says
            List<String> lines = form instanceof NameLedger ? List.of(row.text(1)) : Check.lines(row.get(1));
            Set<String> held =
                    form.read(lines, set.files(), Map.of(), file -> null).keys();
            inOrder(set, form, held).forEach(key -> times.put(key, row.get(2)));
        }
        List<HistoryEntry> entries = new ArrayList<>();
        times.forEach((key, at) -> {
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

    /** In the order in which they run; what no file has comes last. */
    private static List<String> inOrder(LoadedSet set, LedgerForm form, Set<String> held) {
        if (held.size() <= 1) {
            return List.copyOf(held);
        }
        Set<String> ordered = new LinkedHashSet<>();
        set.files().stream().map(form::key).filter(held::contains).forEach(ordered::add);
        held.stream().sorted().forEach(ordered::add);
        return List.copyOf(ordered);
    }

    /** The ledgers' rows by the targets' places, with the times that they have: all of them in one message. */
    private Map<Integer, List<Row>> rows(List<MigrationTarget> targets, List<Verdict> verdicts) throws SqlFailure {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            TargetFacts facts = verdicts.get(i).facts();
            LedgerForm form = facts.form();
            if (form != null && facts.ledgerExists() && targets.get(i).set().tool() == null) {
                parts.add(rows(i, targets.get(i).ledgerSchema(), form));
            }
        }
        StringBuilder sql = new StringBuilder();
        for (int from = 0; from < parts.size(); from += Check.LEDGERS_PER_STATEMENT) {
            List<String> some = parts.subList(from, Math.min(parts.size(), from + Check.LEDGERS_PER_STATEMENT));
            sql.append("begin; ")
                    .append(String.join(" union all ", some))
                    .append(" order by 1, 4 nulls first, 2; commit; ");
        }
        Map<Integer, List<Row>> rows = new HashMap<>();
        for (Row row : parts.isEmpty() ? List.<Row>of() : session.send(sql.toString())) {
            rows.computeIfAbsent(row.number(0), i -> new ArrayList<>()).add(row);
        }
        return rows;
    }

    private static String rows(int place, String schema, LedgerForm form) {
        if (form instanceof NameLedger names) {
            // through JSON, because nothing is known of the other columns of a ledger that somebody else made
            String column = names.appliedAt() == null ? "applied_at" : names.appliedAt();
            String time = "pg_catalog.to_jsonb(l) ->> " + Sql.text(column);
            return "select " + place + ", l." + Sql.name(names.name()) + "::pg_catalog.text,"
                    + " pg_catalog.date_trunc('second', (" + time + ")::pg_catalog.timestamptz), " + time + " from "
                    + Sql.name(schema, names.table()) + " l";
        }
        return "select " + place + ", " + form.content(schema) + ", null::pg_catalog.timestamptz, null";
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
