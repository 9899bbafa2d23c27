package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.RevisionGraph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Puts revisions into the order in which {@code alembic history} shows them, newest first: down one line for as long as
 * no other line that is still open needs what comes next.
 */
final class HistoryOrder {
    private final RevisionGraph graph;
    private final BitSet todo;
    private final List<Node> heads;
    private final List<BitSet> needs = new ArrayList<>();
    private final List<Node> order = new ArrayList<>();
    private int current;

    private HistoryOrder(RevisionGraph graph, BitSet wanted, Collection<Node> from) {
        this.graph = graph;
        this.todo = (BitSet) wanted.clone();
        this.heads = new ArrayList<>(from.stream()
                .filter(node -> wanted.get(node.index))
                .distinct()
                .sorted(Comparator.comparingInt(node -> node.index))
                .toList());
        heads.forEach(head -> needs.add(graph.needed(List.of(head))));
    }

    /**
     * @param wanted the revisions to sort, by their indexes
     * @param from where the walk begins; all that is wanted can be reached from there
     */
    static List<Node> newestFirst(RevisionGraph graph, BitSet wanted, Collection<Node> from) {
        HistoryOrder sort = new HistoryOrder(graph, wanted, from);
        while (!sort.heads.isEmpty()) {
            sort.step();
        }
        return sort.order;
    }

    private void step() {
        Node candidate = heads.get(current);
        for (int i = 0; i < heads.size(); i++) {
            if (i != current && needs.get(i).get(candidate.index)) {
                current = i;
                return;
            }
        }
        if (todo.get(candidate.index)) {
            order.add(candidate);
            todo.clear(candidate.index);
        }
        List<Node> parents = candidate.parents().stream()
                .filter(parent -> todo.get(parent.index) && !heads.contains(parent))
                .toList();
        if (parents.isEmpty()) {
            heads.remove(current);
            needs.remove(current);
            current = Math.max(current - 1, 0);
            return;
        }
        heads.set(current, parents.get(0));
        if (candidate.down.size() == 1 && candidate.ownDependencies.isEmpty()) {
            // along a line, what is needed is all that was but the one that has just been taken
            needs.get(current).clear(candidate.index);
            return;
        }
        needs.set(current, graph.needed(List.of(parents.get(0))));
        for (Node parent : parents.subList(1, parents.size())) {
            heads.add(parent);
            needs.add(graph.needed(List.of(parent)));
        }
    }
}
