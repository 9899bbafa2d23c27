package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
    private static final int LEDGERS_PER_STATEMENT = 500;

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
        List<TargetFacts> facts = facts();
        Map<Integer, TargetFacts.Content> contents = contents(facts);
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i).target();
            LoadedSet set = sets.apply(targets.get(i).set());
            TargetFacts.Content content = contents.get(i);
            if (facts.get(i).nameColumn() == null) {
                verdicts.add(Verdict.unreadable(targets.get(i), facts.get(i)));
                continue;
            }
            verdicts.add(
                    isCurrent(i, facts.get(i))
                            ? Verdict.current(target, set, facts.get(i))
                            : Verdict.of(
                                    target, set, facts.get(i), content == null ? TargetFacts.Content.EMPTY : content));
        }
        return verdicts;
    }

    private boolean isCurrent(int i, TargetFacts facts) {
        return facts.vouched()
                && facts.lostTables() == null
                && sets.apply(targets.get(i).set()).digest().equals(facts.digest());
    }

    private List<TargetFacts> facts() throws SqlFailure {
        List<Row> rows;
        try {
            rows = session.send(factsQuery(true));
        } catch (SqlFailure e) {
            // there is no schema devctl, or one of before this version
            if (!Set.of("42P01", "3F000", "42703").contains(e.sqlstate())) {
                throw e;
            }
            rows = session.send(factsQuery(false));
        }
        return rows.stream().map(Check::facts).toList();
    }

    private static TargetFacts facts(Row row) {
        Records.requireKnown(row.number(11));
        String failed = row.get(8);
        TargetFacts.Failure failure =
                failed == null ? null : new TargetFacts.Failure(failed, row.number(9), String.valueOf(row.get(10)));
        return new TargetFacts(
                row.get(0),
                row.is(1),
                row.is(2),
                row.get(3),
                row.is(4),
                row.get(5),
                row.number(6),
                row.get(7),
                failure,
                row.is(12),
                row.get(13));
    }

    private String factsQuery(boolean records) {
        String wanted = " from unnest(" + column(t -> t.target().schema()) + ", "
                + column(t -> t.set().ledger().table()) + ", "
                + column(t -> t.set().ledger().name()) + ") with ordinality w(schema, ledger, name, n)"
                + " left join pg_catalog.pg_namespace ns on ns.nspname = w.schema"
                + " left join pg_catalog.pg_class c on c.relnamespace = ns.oid and c.relname = w.ledger"
                + " and c.relkind in ('r', 'p', 'v', 'm', 'f')";
        String nameColumn = "case when c.oid is null then w.name when a.attnum is not null then a.attname"
                + " else (select min(o.attname) from pg_catalog.pg_attribute o where o.attrelid = c.oid and o.attnum > 0"
                + " and not o.attisdropped and o.atttypid in (25, 1043) having count(*) = 1) end";
        if (!records) {
            return "select null, ns.oid is not null, c.oid is not null, " + nameColumn
                    + ", false, null, 0, null, null, 0, null, 0, false, null" + wanted
                    + " left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = w.name"
                    + " and not a.attisdropped order by w.n";
        }
        return "select d.id, ns.oid is not null, c.oid is not null, " + nameColumn
                + ", d.vouched = d.changes and d.vouched_by = d.xmin and d.identity = " + Records.IDENTITY
                + ", d.digest, d.applied, d.last_name, f.name, f.line, f.message,"
                + " (select max(version) from devctl.version), d.identity is null and d.vouched is not null, g.names"
                + wanted
                + " left join devctl.targets d on d.schema_name = w.schema and d.ledger_name = w.ledger"
                + Records.identityJoins("coalesce(d.name_column, w.name)")
                + " left join devctl.failures f on f.target_id = d.id"
                + " left join (select schema_name, pg_catalog.string_agg(name, ', ' order by name) as names"
                + " from devctl.tables where gone and pg_catalog.to_regclass(pg_catalog.format('%I.%I', schema_name, name))"
                + " is null group by 1) g on g.schema_name = w.schema"
                + " order by w.n";
    }

    private String column(Function<MigrationTarget, String> value) {
        return Sql.texts(targets.stream().map(value).toList());
    }

    /** Contents for the targets about which the facts are not enough, by index. */
    private Map<Integer, TargetFacts.Content> contents(List<TargetFacts> facts) throws SqlFailure {
        List<Integer> ledgers = new ArrayList<>();
        Map<String, String> representatives = new LinkedHashMap<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < facts.size(); i++) {
            TargetFacts fact = facts.get(i);
            if (isCurrent(i, fact) || !fact.ledgerExists() || fact.nameColumn() == null) {
                continue;
            }
            if (fact.vouched() && fact.id() != null && fact.digest() != null) {
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
        for (int i = 0; i < facts.size(); i++) {
            TargetFacts fact = facts.get(i);
            List<String> read = names.get(i);
            if (read != null) {
                contents.put(i, new TargetFacts.Content(read, known(checksums, fact.id())));
            } else if (fact.vouched() && fact.digest() != null) {
                Map<String, String> same = known(checksums, representatives.get(fact.digest()));
                contents.put(i, new TargetFacts.Content(List.copyOf(same.keySet()), same));
            }
        }
        return contents;
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
                    .map(i -> "select true, '" + i + "', " + ledgerNames(targets.get(i), facts.get(i)))
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

    private static String ledgerNames(MigrationTarget target, TargetFacts facts) {
        String column = Objects.requireNonNull(facts.nameColumn());
        return "pg_catalog.string_agg(" + Sql.name(column) + "::pg_catalog.text, chr(10)) from "
                + Sql.name(target.target().schema(), target.set().ledger().table());
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
