package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.RevisionGraph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a sound graph says about a database: what is applied there, what is pending, and in which order it would run. */
public final class History {
    private final RevisionGraph graph;

    /**
     * The history of a project.
     *
     * @param graph without problems
     */
    public History(RevisionGraph graph) {
        this.graph = graph;
    }

    /** All revisions as {@code alembic history} shows them, newest first. */
    public List<Revision> newestFirst() {
        List<Node> heads = graph.effectiveHeadNodes();
        return revisions(HistoryOrder.newestFirst(graph, graph.needed(heads), heads));
    }

    /**
     * Rows of alembic_version that no file has, in the order given.
     *
     * @param rows what the table holds
     */
    public List<String> unknown(Collection<String> rows) {
        return rows.stream().filter(row -> graph.find(row) == null).toList();
    }

    /** A row that another row has below it already, which Alembic refuses; null when there is none. */
    public @Nullable String overlapping(Collection<String> rows) {
        List<Node> current = nodes(rows);
        for (Node node : current) {
            BitSet needed = graph.needed(List.of(node));
            for (Node other : current) {
                if (other != node && needed.get(other.index)) {
                    return other.id();
                }
            }
        }
        return null;
    }

    /** The revisions that are applied in a database with these rows. */
    public List<Revision> below(Collection<String> rows) {
        return graph.needed(nodes(rows)).stream()
                .mapToObj(index -> graph.nodes().get(index).revision)
                .toList();
    }

    /** How many revisions are applied in a database with these rows. */
    public int applied(Collection<String> rows) {
        return graph.needed(nodes(rows)).cardinality();
    }

    /**
     * What {@code alembic upgrade} would run, in its order.
     *
     * @param rows what alembic_version holds, all of them known
     * @param targets what to upgrade to, for example {@link RevisionGraph#heads()}
     */
    public List<Revision> pending(Collection<String> rows, Collection<Revision> targets) {
        List<Node> to = nodes(targets.stream().map(Revision::id).toList());
        BitSet needed = graph.needed(to);
        needed.andNot(graph.needed(nodes(rows)));
        List<Revision> order = new ArrayList<>(revisions(HistoryOrder.newestFirst(graph, needed, to)));
        Collections.reverse(order);
        return order;
    }

    private List<Node> nodes(Collection<String> ids) {
        Set<Node> nodes = new LinkedHashSet<>();
        for (String id : ids) {
            Node node = graph.findExactly(id);
            if (node != null) {
                nodes.add(node);
            }
        }
        return List.copyOf(nodes);
    }

    private static List<Revision> revisions(List<Node> nodes) {
        return nodes.stream().map(node -> node.revision).toList();
    }
}
