package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a database consists of at one moment, without its rows: to see what something has changed. */
final class SchemaPicture {
    /** Parts of a table: not worth naming where the table itself is. */
    private static final List<String> PARTS = List.of("column", "constraint", "index", "trigger", "rule", "policy");

    private final SortedMap<Thing, String> things;

    private SchemaPicture(SortedMap<Thing, String> things) {
        this.things = things;
    }

    /** An object, in the order in which they are told. */
    private record Thing(String kind, String schema, String name) implements Comparable<Thing> {
        @Override
        public int compareTo(Thing other) {
            int bySchema = schema.compareTo(other.schema);
            int byKind = bySchema != 0 ? bySchema : Integer.compare(rank(), other.rank());
            int byOtherKind = byKind != 0 ? byKind : kind.compareTo(other.kind);
            return byOtherKind != 0 ? byOtherKind : name.compareTo(other.name);
        }

        private int rank() {
            return PARTS.indexOf(kind);
        }

        String shown(String home) {
            return kind + " '" + (schema.isEmpty() || schema.equals(home) || schema.equals(name) ? "" : schema + ".")
                    + name + "'";
        }
    }

    /**
     * Takes one. devctl's records must be there.
     *
     * @param without schemas to leave out
     */
    static SchemaPicture of(Session session, List<String> without) throws SqlFailure {
        SortedMap<Thing, String> things = new TreeMap<>();
        String query = Records.resource("picture.sql").replace(":without", Sql.texts(without));
        for (Row row : session.send("begin read only; set local search_path = pg_catalog; " + query + "; commit")) {
            things.put(new Thing(row.text(0), row.text(1), row.text(2)), row.text(3));
        }
        return new SchemaPicture(things);
    }

    /**
     * What is in one picture and not in the other, as messages name it.
     *
     * @param more what came
     * @param less what went
     * @param other what is defined otherwise
     */
    record Difference(List<String> more, List<String> less, List<String> other) {
        boolean isNone() {
            return more.isEmpty() && less.isEmpty() && other.isEmpty();
        }
    }

    /**
     * How this one differs from an earlier one.
     *
     * @param home the schema whose objects are named without it
     */
    Difference since(SchemaPicture before, String home) {
        List<String> other = new ArrayList<>();
        things.forEach((thing, definition) -> {
            String then = before.things.get(thing);
            if (then != null && !then.equals(definition)) {
                other.add(thing.shown(home));
            }
        });
        return new Difference(missing(things, before.things, home), missing(before.things, things, home), other);
    }

    /** What is here and not there; of a table that is not, not its parts. */
    private static List<String> missing(SortedMap<Thing, String> here, SortedMap<Thing, String> there, String home) {
        Set<String> whole = new HashSet<>();
        List<String> found = new ArrayList<>();
        for (Thing thing : here.keySet()) {
            if (there.containsKey(thing)) {
                continue;
            }
            boolean part = PARTS.contains(thing.kind());
            int dot = thing.name().indexOf('.');
            if (!part) {
                whole.add(thing.schema() + "\0" + thing.name());
            }
            if (!part || !whole.contains(thing.schema() + "\0" + thing.name().substring(0, dot))) {
                found.add(thing.shown(home));
            }
        }
        return found;
    }
}
