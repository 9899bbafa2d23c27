package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.TargetState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether what {@code verify:} names is there: tables, or SQL that must return true. One round trip for the tables and one
 * for the SQL of all targets; nothing can be written by it.
 */
final class Verification {
    private static final String TENANT = "{tenant}";

    private Verification() {}

    /** A check of one target, by its place in the caller's list. */
    private record Item(int target, MigrationTarget of, String text) {
        String schema() {
            return of.target().schema();
        }

        /** Whether it names a table, perhaps with a schema, and is no SQL. */
        boolean isTable() {
            boolean table = true;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                table &= Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '.';
            }
            return table;
        }
    }

    /** The verdicts, those drifted that would be current and lack a table that is named. Asks only if there are some. */
    static List<Verdict> tables(Session session, List<MigrationTarget> targets, List<Verdict> verdicts)
            throws SqlFailure {
        return checked(session, targets, verdicts, false);
    }

    /** The same for tables and SQL. */
    static List<Verdict> all(Session session, List<MigrationTarget> targets, List<Verdict> verdicts) throws SqlFailure {
        return checked(session, targets, verdicts, true);
    }

    private static List<Verdict> checked(
            Session session, List<MigrationTarget> targets, List<Verdict> verdicts, boolean sql) throws SqlFailure {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            if (verdicts.get(i).status().state() == TargetState.CURRENT) {
                items.addAll(items(i, targets.get(i)));
            }
        }
        Map<Integer, String> failures = failures(session, items, sql);
        if (failures.isEmpty()) {
            return verdicts;
        }
        List<Verdict> checked = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            String failure = failures.get(i);
            checked.add(failure == null ? verdicts.get(i) : verdicts.get(i).unverified(failure));
        }
        return checked;
    }

    /** What does not hold for a target that was just migrated, null when all does. */
    static @Nullable String failure(Session session, MigrationTarget target) throws SqlFailure {
        return failures(session, items(0, target), true).get(0);
    }

    private static List<Item> items(int index, MigrationTarget target) {
        String tenant = Objects.requireNonNullElse(target.target().tenant(), TENANT);
        List<Item> items = new ArrayList<>();
        for (String text : target.set().rules().verify()) {
            items.add(new Item(index, target, text.replace(TENANT, tenant)));
        }
        return items;
    }

    private static Map<Integer, String> failures(Session session, List<Item> items, boolean sql) throws SqlFailure {
        Map<Integer, String> failures = new HashMap<>();
        List<Item> tables = new ArrayList<>();
        List<Item> queries = new ArrayList<>();
        for (Item item : items) {
            if (item.isTable()) {
                tables.add(item);
            } else if (sql) {
                queries.add(item);
            }
        }
        if (!tables.isEmpty()) {
            for (Row row : session.send(missing(tables))) {
                Item item = tables.get(row.number(0) - 1);
                failures.putIfAbsent(item.target(), "verify: there is no table '" + item.text() + "'");
            }
        }
        if (!queries.isEmpty()) {
            for (String line : Check.lines(session.send(untrue(queries)).get(0).get(0))) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    Item item = queries.get(Integer.parseInt(line.substring(0, tab)) - 1);
                    failures.putIfAbsent(item.target(), "verify: '" + item.text() + "' " + line.substring(tab + 1));
                }
            }
        }
        return failures;
    }

    /** The numbers, from 1, of those that are not there. */
    private static String missing(List<Item> tables) {
        List<String> schemas = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Item item : tables) {
            int dot = item.text().indexOf('.');
            schemas.add(dot < 0 ? item.schema() : item.text().substring(0, dot));
            names.add(item.text().substring(dot + 1));
        }
        return "select w.n from unnest(" + Sql.texts(schemas) + ", " + Sql.texts(names)
                + ") with ordinality w(schema, name, n) where not exists (select from pg_catalog.pg_class c"
                + " join pg_catalog.pg_namespace s on s.oid = c.relnamespace where s.nspname = w.schema"
                + " and c.relname = w.name and c.relkind in ('r', 'p', 'v', 'm', 'f')) order by w.n";
    }

    /**
     * A message that gives a line for each that does not return true: its number and what it says. A failure of one does not
     * keep the others from being asked.
     */
    private static String untrue(List<Item> queries) {
        Duration limit = queries.stream()
                .map(item -> item.of().set().limits().statement())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        String paths = Sql.texts(queries.stream()
                .map(item -> Sql.name(item.schema()) + ", public")
                .toList());
        String texts = Sql.texts(queries.stream().map(Item::text).toList());
        String body = "declare v record; v_said text; v_all text := ''; begin for v in select * from unnest(" + paths
                + ", " + texts + ") with ordinality w(path, query, n) loop begin"
                + " perform pg_catalog.set_config('search_path', v.path, true); v_said := null;"
                + " execute v.query into v_said;"
                + " v_said := case when v_said in ('t', 'true') then null else 'returned '"
                + " || coalesce(v_said, 'nothing') || ', not true' end;"
                + " exception when others then v_said := 'failed: ' || sqlerrm; end;"
                + " if v_said is not null then v_all := v_all || v.n || chr(9) || translate(v_said, chr(10), ' ')"
                + " || chr(10); end if; end loop;"
                + " perform pg_catalog.set_config('devctl.verify', v_all, true); end";
        return "begin read only; set local statement_timeout = " + limit.toMillis() + "; do " + Sql.text(body)
                + "; select pg_catalog.current_setting('devctl.verify'); commit";
    }
}
