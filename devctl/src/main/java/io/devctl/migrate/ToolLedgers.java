package io.devctl.migrate;

import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.migrate.tool.Tool;
import io.devctl.migrate.tool.ToolLedger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Reads the ledgers that no trigger watches: in another schema than the target's, several tables, a query. One that cannot be
 * read, because it is not there say, is left out and keeps no other one from being read. Nothing can be written by it.
 */
final class ToolLedgers {
    private final Session session;

    ToolLedgers(Session session) {
        this.session = session;
    }

    /** The contents, by the targets' places in the list; asks nothing where there is no such ledger. */
    Map<Integer, String> read(List<MigrationTarget> targets, Function<MigrationSet, LoadedSet> sets) throws SqlFailure {
        List<Integer> wanted = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            Tool tool = sets.apply(targets.get(i).set()).tool();
            if (tool != null && tool.ledger().isElsewhere()) {
                wanted.add(i);
            }
        }
        Map<Integer, String> contents = new HashMap<>();
        for (int from = 0; from < wanted.size(); from += Check.LEDGERS_PER_STATEMENT) {
            List<Integer> part = wanted.subList(from, Math.min(wanted.size(), from + Check.LEDGERS_PER_STATEMENT));
            List<String> queries = new ArrayList<>();
            List<String> paths = new ArrayList<>();
            for (int i : part) {
                String schema = targets.get(i).target().schema();
                ToolLedger ledger = Objects.requireNonNull(
                                sets.apply(targets.get(i).set()).tool())
                        .ledger();
                queries.add("select " + ledger.content(schema));
                paths.add(Sql.name(schema) + ", public");
            }
            String said = session.send(message(paths, queries)).get(0).get(0);
            for (String line : Check.lines(said)) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    contents.put(part.get(Integer.parseInt(line.substring(0, tab)) - 1), line.substring(tab + 1));
                }
            }
        }
        return contents;
    }

    /** Whether the ledger of one target can be read. */
    boolean isReadable(MigrationTarget target, ToolLedger ledger) throws SqlFailure {
        String schema = target.target().schema();
        String query = "select " + ledger.content(schema);
        String said = session.send(message(List.of(Sql.name(schema) + ", public"), List.of(query)))
                .get(0)
                .get(0);
        return said != null && !said.isEmpty();
    }

    private static String message(List<String> paths, List<String> queries) {
        String body = "declare v record; v_said text; v_all text := ''; begin for v in select * from unnest("
                + Sql.texts(paths) + ", " + Sql.texts(queries) + ") with ordinality w(path, query, n) loop begin"
                + " perform pg_catalog.set_config('search_path', v.path, true);"
                + " execute v.query into v_said;"
                + " v_all := v_all || v.n || chr(9) || v_said || chr(10);"
                + " exception when others then null; end; end loop;"
                + " perform pg_catalog.set_config('devctl.ledgers', v_all, true); end";
        return "begin read only; do " + Sql.text(body)
                + "; select pg_catalog.current_setting('devctl.ledgers'); commit";
    }
}
