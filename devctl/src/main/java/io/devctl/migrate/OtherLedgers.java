package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds ledgers that go by another name than the usual one. Only looked for where services.yaml names no table and the
 * usual one is not there; and a table counts only when it has a form in which these files can be recorded and holds one of
 * them, since many tools have a table called migrations.
 */
final class OtherLedgers {
    private static final String NAMES = "(migration|schema_history|schema_version|db_version)";

    private final Session session;
    private final List<MigrationTarget> targets;
    private final Function<MigrationSet, LoadedSet> sets;

    OtherLedgers(Session session, List<MigrationTarget> targets, Function<MigrationSet, LoadedSet> sets) {
        this.session = session;
        this.targets = targets;
        this.sets = sets;
    }

    /** The facts, with the ledgers that were found. */
    List<TargetFacts> found(List<TargetFacts> facts) throws SqlFailure {
        Map<Integer, List<LedgerForm>> candidates = candidates(facts);
        if (candidates.isEmpty()) {
            return facts;
        }
        Map<Integer, List<LedgerForm>> held = holding(candidates);
        List<TargetFacts> all = new ArrayList<>(facts);
        for (Map.Entry<Integer, List<LedgerForm>> each : held.entrySet()) {
            int i = each.getKey();
            List<LedgerForm> holding = each.getValue();
            if (holding.size() == 1) {
                all.set(i, facts.get(i).with(holding.get(0)));
            } else {
                String names = holding.stream().map(LedgerForm::table).sorted().collect(Collectors.joining(", "));
                all.set(
                        i,
                        facts.get(i)
                                .unreadable("several tables of " + schema(i) + " may be the ledger: " + names
                                        + ": name one under `ledger:`"));
            }
        }
        return all;
    }

    private Map<Integer, List<LedgerForm>> candidates(List<TargetFacts> facts) throws SqlFailure {
        Map<Integer, List<LedgerForm>> candidates = new LinkedHashMap<>();
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            TargetFacts fact = facts.get(i);
            boolean named = targets.get(i).set().ledger().table() != null;
            if (!named
                    && !set(i).isForeign()
                    && fact.schemaExists()
                    && !fact.ledgerExists()
                    && !set(i).files().isEmpty()) {
                open.add(i);
            }
        }
        if (open.isEmpty()) {
            return candidates;
        }
        Map<String, Map<String, String>> tables = tables(open);
        for (int i : open) {
            List<LedgerForm> forms = new ArrayList<>();
            tables.getOrDefault(schema(i), Map.of()).forEach((table, columns) -> {
                LedgerForm form = form(i, table, columns);
                if (form != null) {
                    forms.add(form);
                }
            });
            if (!forms.isEmpty()) {
                candidates.put(i, forms);
            }
        }
        return candidates;
    }

    private @Nullable LedgerForm form(int i, String table, String columns) {
        return set(i).recognise(table, Check.columns(columns)).form();
    }

    /** Columns by table by schema. */
    private Map<String, Map<String, String>> tables(List<Integer> open) throws SqlFailure {
        Map<String, Map<String, String>> tables = new HashMap<>();
        String schemas = Sql.texts(open.stream().map(this::schema).toList());
        for (Row row : session.send("select n.nspname, c.relname, pg_catalog.string_agg(a.attname || chr(9) ||"
                + " pg_catalog.format_type(a.atttypid, null), chr(10) order by a.attnum) from pg_catalog.pg_class c"
                + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_attribute a"
                + " on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where n.nspname = any (" + schemas
                + ") and c.relkind in ('r', 'p') and c.relname ~* '" + NAMES + "' group by 1, 2")) {
            tables.computeIfAbsent(row.text(0), schema -> new LinkedHashMap<>()).put(row.text(1), row.text(2));
        }
        return tables;
    }

    /** A table of a target that may be its ledger. */
    private record Candidate(int target, LedgerForm form) {}

    /** Those that hold one of the target's files. Each statement reads a bounded number of tables, see Check. */
    private Map<Integer, List<LedgerForm>> holding(Map<Integer, List<LedgerForm>> forms) throws SqlFailure {
        List<Candidate> all = new ArrayList<>();
        forms.forEach((target, each) -> each.forEach(form -> all.add(new Candidate(target, form))));
        StringBuilder sql = new StringBuilder();
        for (int from = 0; from < all.size(); from += Check.LEDGERS_PER_STATEMENT) {
            List<String> part = new ArrayList<>();
            for (int i = from; i < Math.min(all.size(), from + Check.LEDGERS_PER_STATEMENT); i++) {
                Candidate candidate = all.get(i);
                part.add("select '" + i + "', " + candidate.form().content(schema(candidate.target())));
            }
            sql.append("begin; ").append(String.join(" union all ", part)).append("; commit; ");
        }
        Map<Integer, List<LedgerForm>> holding = new LinkedHashMap<>();
        for (Row row : session.send(sql.toString())) {
            Candidate candidate = all.get(row.number(0));
            if (holdsOne(candidate, Check.lines(row.get(1)))) {
                holding.computeIfAbsent(candidate.target(), i -> new ArrayList<>())
                        .add(candidate.form());
            }
        }
        return holding;
    }

    private boolean holdsOne(Candidate candidate, List<String> rows) {
        List<MigrationFile> files = set(candidate.target()).files();
        LedgerForm form = candidate.form();
        Set<String> keys =
                form.read(rows, files, Map.of(), MigrationFile::flywayChecksum).keys();
        return files.stream().anyMatch(file -> keys.contains(form.key(file)));
    }

    private LoadedSet set(int i) {
        return sets.apply(targets.get(i).set());
    }

    private String schema(int i) {
        return targets.get(i).target().schema();
    }
}
