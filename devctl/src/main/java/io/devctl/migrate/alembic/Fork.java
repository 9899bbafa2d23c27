package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.RevisionGraph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A revision that several others follow which nothing joins again: mostly two people who began from the same place.
 *
 * @param parent the revision that is followed
 * @param children those that follow it, in the order in which Alembic loads them
 */
public record Fork(Revision parent, List<Revision> children) {
    public Fork {
        children = List.copyOf(children);
    }

    /** All of a graph. */
    public static List<Fork> of(RevisionGraph graph) {
        List<Fork> forks = new ArrayList<>();
        for (Node node : graph.nodes()) {
            List<Node> apart = new ArrayList<>();
            BitSet ends = new BitSet();
            for (Node child : node.next) {
                BitSet reached = ends(graph, child);
                if (!reached.intersects(ends)) {
                    apart.add(child);
                }
                ends.or(reached);
            }
            if (apart.size() > 1) {
                forks.add(new Fork(
                        node.revision,
                        apart.stream().map(child -> child.revision).toList()));
            }
        }
        return forks;
    }

    private static BitSet ends(RevisionGraph graph, Node from) {
        BitSet reached = graph.reach(List.of(from), each -> each.next);
        graph.nodes().stream().filter(node -> !node.next.isEmpty()).forEach(node -> reached.clear(node.index));
        return reached;
    }
}
