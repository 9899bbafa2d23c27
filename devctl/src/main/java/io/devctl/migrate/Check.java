package io.devctl.migrate;

import io.devctl.migrate.ledger.Held;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.ledger.LedgerForms;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database about all targets at once: one question answers for every target whose ledger is what the records say;
 * a second one, asked when there are others, reads the ledgers of the rest. Writes nothing.
 */
final class Check {
    /** More tables than this in one statement may exhaust the server's lock table. */
    static final int LEDGERS_PER_STATEMENT = 500;

    /** A ledger dropped between the two questions makes the second one fail; then both are asked again. */
    private static final int ATTEMPTS = 5;

    private final Session session;
    private final List<MigrationTarget> targets;
    private final Function<MigrationSet, LoadedSet> sets;

    Check(Session session, List<MigrationTarget> targets, Function<MigrationSet, LoadedSet> sets) {
        this.session = session;
        this.targets = targets;
        this.sets = sets;
    }

    /** A verdict for each target, in the order given. */
    List<Verdict> run() throws SqlFailure {
        for (int attempt = 1; ; attempt++) {
            try {
                return ask();
            } catch (SqlFailure e) {
                boolean gone = e.sqlstate().equals("42P01") || e.sqlstate().equals("3F000");
                if (!gone || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<Verdict> ask() throws SqlFailure {
        if (targets.isEmpty()) {
            return List.of();
        }
        List<TargetFacts> facts = new OtherLedgers(session, targets, sets).found(facts());
        Map<Integer, TargetFacts.Content> contents = contents(facts, new ToolLedgers(session).read(targets, sets));
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i).target();
            LoadedSet set = sets.apply(targets.get(i).set());
            TargetFacts.Content content = contents.get(i);
            if (facts.get(i).form() == null) {
                verdicts.add(Verdict.unreadable(targets.get(i), facts.get(i)));
                continue;
            }
            verdicts.add(
                    isCurrent(i, facts.get(i))
                            ? Verdict.current(target, set, facts.get(i))
                            : Verdict.of(
                                            target,
                                            set,
                                            facts.get(i),
                                            content == null ? TargetFacts.Content.EMPTY : content)
                                    .from(content));
        }
        return verdicts;
    }

    private boolean isCurrent(int i, TargetFacts facts) {
        return facts.vouched()
                && facts.form() != null
                && facts.lostTables() == null
                && sets.apply(targets.get(i).set()).digest(facts.form()).equals(facts.digest());
    }

    private List<TargetFacts> facts() throws SqlFailure {
        VouchedTargets vouched = VouchedTargets.ask(session, targets, sets);
        List<MigrationTarget> others = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            if (vouched.facts(i) == null) {
                others.add(targets.get(i));
            }
        }
        Iterator<Row> rows = others.isEmpty()
                ? Collections.emptyIterator()
                : rows(others, vouched.recordsAreThere()).iterator();
        List<TargetFacts> facts = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            TargetFacts known = vouched.facts(i);
            facts.add(known != null ? known : facts(sets.apply(targets.get(i).set()), rows.next()));
        }
        return facts;
    }

    private List<Row> rows(List<MigrationTarget> asked, boolean records) throws SqlFailure {
        try {
            return session.send(factsQuery(asked, records));
        } catch (SqlFailure e) {
            // there is no schema devctl, or one of before this version
            if (!Set.of("42P01", "3F000", "42703").contains(e.sqlstate())) {
                throw e;
            }
            return session.send(e.sqlstate().equals("42703") ? factsQueryOfVersion2(asked) : factsQuery(asked, false));
        }
    }

    private static TargetFacts facts(LoadedSet set, Row row) {
        Records.requireKnown(row.number(11));
        String failed = row.get(8);
        TargetFacts.Failure failure =
                failed == null ? null : new TargetFacts.Failure(failed, row.number(9), String.valueOf(row.get(10)));
        LedgerForms.Found found = form(set, row);
        return new TargetFacts(
                row.get(0),
                row.is(1),
                row.is(2),
                found.form(),
                row.is(4),
                row.get(5),
                row.number(6),
                failure,
                row.is(12),
                row.get(13),
                found.refusal() == null ? null : row.get(15) + "." + row.get(14) + " " + found.refusal());
    }

    private static LedgerForms.Found form(LoadedSet set, Row row) {
        if (!row.is(2) || set.isForeign()) {
            return new LedgerForms.Found(set.usualForm(), null);
        }
        if (row.is(4)) {
            return set.remembered(row.text(7), row.text(14), row.text(3));
        }
        return set.recognise(row.text(14), columns(row.get(3)));
    }

    static List<LedgerForms.Column> columns(@Nullable String joined) {
        List<LedgerForms.Column> columns = new ArrayList<>();
        for (String line : lines(joined)) {
            int tab = line.lastIndexOf('\t');
            columns.add(new LedgerForms.Column(line.substring(0, tab), line.substring(tab + 1)));
        }
        return columns;
    }

    /** What version 2 recorded is vouched for by no form: each ledger is read, and compared with the checksums of before. */
    private String factsQueryOfVersion2(List<MigrationTarget> asked) {
        return factsQuery(asked, true)
                .replace("d.vouched_by = d.xmin", "false")
                .replace("d.form is not null", "false")
                .replace("d.form", "null::pg_catalog.text")
                .replace("d.table_name", "null::pg_catalog.text")
                .replace("coalesce(migration, '')", "''");
    }

    /** Columns 3 and 7 are the watched column and the form of a ledger that is vouched for, else its columns and null. */
    private String factsQuery(List<MigrationTarget> asked, boolean records) {
        String wanted = " from unnest(" + wanted(asked, sets)
                + ") with ordinality w(schema, ledger, place, n)"
                + " left join pg_catalog.pg_namespace ns on ns.nspname = w.schema"
                + " left join pg_catalog.pg_namespace np on np.nspname = w.place";
        String ledger =
                " left join pg_catalog.pg_class c on c.relnamespace = np.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')"
                        + " and c.relname = ";
        String columns =
                "(select pg_catalog.string_agg(o.attname || chr(9) || pg_catalog.format_type(o.atttypid, null),"
                        + " chr(10) order by o.attnum) from pg_catalog.pg_attribute o where o.attrelid = c.oid and o.attnum > 0"
                        + " and not o.attisdropped)";
        if (!records) {
            return "select null, ns.oid is not null, c.oid is not null, " + columns
                    + ", false, null, 0, null, null, 0, null, 0, false, null, c.relname, w.schema" + wanted + ledger
                    + "w.ledger order by w.n";
        }
        return "select d.id, ns.oid is not null, c.oid is not null, case when v.vouched then d.name_column else "
                + columns
                + " end, v.vouched, d.digest, d.applied, d.form, f.name, f.line, f.message,"
                + " (select max(version) from devctl.version), d.identity is null and d.vouched is not null, g.names,"
                + " c.relname, w.schema" + wanted
                + " left join devctl.targets d on d.schema_name = w.schema and d.ledger_name = w.ledger" + ledger
                + "coalesce(d.table_name, w.ledger)"
                + Records.identityJoins("d.name_column")
                + " left join lateral (select d.vouched = d.changes and d.vouched_by = d.xmin and d.form is not null"
                + " and d.digest is not null and d.identity = " + Records.IDENTITY + " as vouched) v on true"
                + " left join devctl.failures f on f.target_id = d.id"
                + " left join (select schema_name, pg_catalog.string_agg(name || chr(9) || coalesce(migration, ''), chr(10)"
                + " order by name) as names"
                + " from devctl.tables where gone and pg_catalog.to_regclass(pg_catalog.format('%I.%I', schema_name, name))"
                + " is null group by 1) g on g.schema_name = w.schema"
                + " order by w.n";
    }

    /** The targets as three arrays: schemas, ledgers' usual names, and the schemas in which the ledgers lie. */
    static String wanted(List<MigrationTarget> asked, Function<MigrationSet, LoadedSet> sets) {
        return Sql.texts(asked.stream().map(t -> t.target().schema()).toList()) + ", "
                + Sql.texts(asked.stream()
                        .map(t -> sets.apply(t.set()).usualForm().table())
                        .toList())
                + ", "
                + Sql.texts(asked.stream().map(MigrationTarget::ledgerSchema).toList());
    }

    /**
     * Contents for the targets about which the facts are not enough, by index.
     *
     * @param elsewhere what was read of ledgers that are no table in their target's schema
     */
    private Map<Integer, TargetFacts.Content> contents(List<TargetFacts> facts, Map<Integer, String> elsewhere)
            throws SqlFailure {
        List<Integer> ledgers = new ArrayList<>();
        Map<String, String> representatives = new LinkedHashMap<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < facts.size(); i++) {
            TargetFacts fact = facts.get(i);
            if (elsewhere.containsKey(i)) {
                if (fact.id() != null) {
                    ids.add(fact.id());
                }
                continue;
            }
            if (isCurrent(i, fact) || !fact.ledgerExists() || fact.form() == null) {
                continue;
            }
            // what an engine's row means depends on files that may have changed: no record can stand for it
            boolean known = fact.vouched() && sets.apply(targets.get(i).set()).engine() == null;
            if (known && fact.id() != null && fact.digest() != null) {
                representatives.putIfAbsent(fact.digest(), fact.id());
            } else {
                ledgers.add(i);
                if (fact.id() != null) {
                    ids.add(fact.id());
                }
            }
        }
        ids.addAll(representatives.values());
        if (ledgers.isEmpty() && ids.isEmpty()) {
            return Map.of();
        }
        Map<Integer, List<String>> names = new HashMap<>();
        elsewhere.forEach((i, content) -> names.put(i, List.of(content)));
        Map<String, Map<String, String>> checksums = new HashMap<>();
        for (Row row : session.send(contentsQuery(ledgers, facts, ids))) {
            List<String> lines = lines(row.get(2));
            if (row.is(0)) {
                names.put(row.number(1), lines);
            } else {
                checksums.put(row.text(1), checksums(lines));
            }
        }
        return assemble(facts, representatives, names, checksums);
    }

    private Map<Integer, TargetFacts.Content> assemble(
            List<TargetFacts> facts,
            Map<String, String> representatives,
            Map<Integer, List<String>> names,
            Map<String, Map<String, String>> checksums) {
        Map<Integer, TargetFacts.Content> contents = new HashMap<>();
        Map<String, TargetFacts.Content> alike = new HashMap<>();
        for (int i = 0; i < facts.size(); i++) {
            TargetFacts fact = facts.get(i);
            List<String> read = names.get(i);
            if (read != null) {
                Map<String, String> known = known(checksums, fact.id());
                contents.put(i, new TargetFacts.Content(held(i, fact, read, known), known));
            } else if (fact.vouched() && fact.digest() != null) {
                contents.put(i, alike.computeIfAbsent(fact.digest(), digest -> {
                    Map<String, String> same = known(checksums, representatives.get(digest));
                    return new TargetFacts.Content(Held.of(same.keySet()), same);
                }));
            }
        }
        return contents;
    }

    private Held held(int i, TargetFacts fact, List<String> rows, Map<String, String> known) {
        LoadedSet set = sets.apply(targets.get(i).set());
        LedgerForm form = Objects.requireNonNull(fact.form());
        return form.read(rows, set.files(), known, new ToolChecksums(targets.get(i), form));
    }

    private static Map<String, String> known(Map<String, Map<String, String>> checksums, @Nullable String id) {
        Map<String, String> found = id == null ? null : checksums.get(id);
        return found == null ? Map.of() : found;
    }

    /** Each statement in a transaction of its own, so that it gives back its locks before the next one. */
    private String contentsQuery(List<Integer> ledgers, List<TargetFacts> facts, Set<String> ids) {
        StringBuilder sql = new StringBuilder();
        for (int from = 0; from < ledgers.size(); from += LEDGERS_PER_STATEMENT) {
            List<Integer> part = ledgers.subList(from, Math.min(ledgers.size(), from + LEDGERS_PER_STATEMENT));
            String union = part.stream()
                    .map(i -> "select true, '" + i + "', " + content(targets.get(i), facts.get(i)))
                    .collect(Collectors.joining(" union all "));
            sql.append("begin; ").append(union).append("; commit; ");
        }
        if (!ids.isEmpty()) {
            sql.append(
                            "select false, target_id::text, "
                                    + "pg_catalog.string_agg(name || chr(9) || checksum, chr(10)) from devctl.applied where target_id in (")
                    .append(String.join(",", ids))
                    .append(") group by target_id");
        }
        return sql.toString();
    }

    private static String content(MigrationTarget target, TargetFacts facts) {
        return Objects.requireNonNull(facts.form()).content(target.ledgerSchema());
    }

    static List<String> lines(@Nullable String joined) {
        return joined == null ? List.of() : List.of(joined.split("\n", -1));
    }

    static Map<String, String> checksums(List<String> lines) {
        Map<String, String> found = new HashMap<>();
        for (String line : lines) {
            int tab = line.indexOf('\t');
            found.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return found;
    }
}
