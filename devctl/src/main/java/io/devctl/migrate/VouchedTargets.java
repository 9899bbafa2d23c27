package io.devctl.migrate;

import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.SqlFailure;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The targets whose records can be vouched for and of which nothing else is to be said. They are alike by the thousand, so
 * the server gives a row for each kind, and it looks for what it compares in the catalogs where that lay when it was
 * recorded. Targets that are not among them may be in order all the same: they are looked at one by one.
 */
final class VouchedTargets {
    /**
     * Else the planner, who takes each place in a catalog for a page to be read from a disk, reads the whole catalog. The
     * order in which the tables are joined is the one that is written: to look for a better one takes longer than the answer.
     */
    private static final String NEAR =
            "begin; set local random_page_cost = 0.1; set local seq_page_cost = 1; set local join_collapse_limit = 1;"
                    + " set local enable_sort = off; ";

    private final @Nullable TargetFacts[] facts;
    private final boolean recordsAreThere;

    private VouchedTargets(@Nullable TargetFacts[] facts, boolean recordsAreThere) {
        this.facts = facts;
        this.recordsAreThere = recordsAreThere;
    }

    /** Asks for all of them in one round trip. */
    static VouchedTargets ask(Session session, List<MigrationTarget> targets, Function<MigrationSet, LoadedSet> sets)
            throws SqlFailure {
        @Nullable TargetFacts[] facts = new TargetFacts[targets.size()];
        try {
            for (Row kind : session.send(NEAR + query(targets, sets) + "; commit")) {
                Records.requireKnown(kind.number(7));
                fill(facts, kind, targets, sets);
            }
            return new VouchedTargets(facts, true);
        } catch (SqlFailure e) {
            boolean missing = Set.of("42P01", "3F000").contains(e.sqlstate());
            // a column is missing where an earlier version made the schema, and a right where somebody else did
            if (!missing && !Set.of("42703", "42501").contains(e.sqlstate())) {
                throw e;
            }
            return new VouchedTargets(facts, !missing);
        }
    }

    /** What is known of a target, by its place in the list; null when nothing is. */
    @Nullable
    TargetFacts facts(int target) {
        return facts[target];
    }

    boolean recordsAreThere() {
        return recordsAreThere;
    }

    private static void fill(
            @Nullable TargetFacts[] facts,
            Row kind,
            List<MigrationTarget> targets,
            Function<MigrationSet, LoadedSet> sets) {
        String[] places = kind.text(0).split(",", -1);
        String[] ids = kind.text(1).split(",", -1);
        for (int i = 0; i < places.length; i++) {
            int target = Integer.parseInt(places[i]) - 1;
            LoadedSet set = sets.apply(targets.get(target).set());
            LedgerForm form = set.isForeign()
                    ? set.usualForm()
                    : set.remembered(kind.text(4), kind.text(6), kind.text(5)).form();
            if (form != null) {
                facts[target] = new TargetFacts(
                        ids[i], true, true, form, true, kind.get(2), kind.number(3), null, false, null, null);
            }
        }
    }

    private static String query(List<MigrationTarget> targets, Function<MigrationSet, LoadedSet> sets) {
        return "select pg_catalog.string_agg(w.n::pg_catalog.text, ','),"
                + " pg_catalog.string_agg(d.id::pg_catalog.text, ','), d.digest, d.applied, d.form,"
                + " d.name_column, c.relname, (select max(version) from devctl.version)"
                + " from unnest(" + Check.wanted(targets, sets) + ") with ordinality w(schema, ledger, place, n)"
                + " join devctl.targets d on d.schema_name = w.schema and d.ledger_name = w.ledger"
                + " join pg_catalog.pg_namespace np on np.nspname = w.place"
                + " join pg_catalog.pg_class c on c.ctid = d.ledger_at and c.relnamespace = np.oid and c.relkind = 'r'"
                + " and c.relname = coalesce(d.table_name, w.ledger)"
                + " join pg_catalog.pg_attribute a on a.ctid = d.column_at and a.attrelid = c.oid"
                + " and a.attname = d.name_column and not a.attisdropped"
                + " join pg_catalog.pg_trigger r on r.ctid = d.rows_at and r.tgrelid = c.oid and r.tgname = 'devctl_rows'"
                + " join pg_catalog.pg_trigger t on t.ctid = d.truncate_at and t.tgrelid = c.oid"
                + " and t.tgname = 'devctl_truncate'"
                // a CASE, because the planner would take so many conditions for one row, and read the records once for
                // each target
                + " where case when d.vouched = d.changes and d.vouched_by = d.xmin and d.form is not null"
                + " and d.digest is not null then true else false end"
                + " and d.identity = " + Records.IDENTITY
                + " and (w.place = w.schema or exists (select from pg_catalog.pg_namespace ns where ns.nspname = w.schema))"
                + " and d.id not in (select f.target_id from devctl.failures f)"
                + " and w.schema not in (select g.schema_name from devctl.tables g where g.gone)"
                + " group by d.digest, d.applied, d.form, d.name_column, c.relname";
    }
}
