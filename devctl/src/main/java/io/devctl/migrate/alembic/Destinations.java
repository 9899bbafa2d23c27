package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.RevisionGraph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where Alembic is sent so that it runs, or undoes, just what is meant: it knows destinations only, and takes everything
 * on the way.
 */
final class Destinations {
    /** Where nothing is left. */
    static final String BASE = "base";

    private final RevisionGraph graph;

    /** @param graph without problems */
    Destinations(RevisionGraph graph) {
        this.graph = graph;
    }

    /** Those among some revisions that no other of them needs: who comes to these has come to all. */
    List<String> tips(Collection<String> ids) {
        BitSet below = new BitSet();
        for (Node node : nodes(ids)) {
            BitSet needed = graph.needed(List.of(node));
            needed.clear(node.index);
            below.or(needed);
        }
        return nodes(ids).stream()
                .filter(node -> !below.get(node.index))
                .map(Node::id)
                .toList();
    }

    /** What a downgrade to there undoes of what is applied, in the order of the graph. */
    Set<String> undone(String destination, Collection<String> applied) {
        BitSet above = new BitSet();
        if (destination.equals(BASE)) {
            above.set(0, graph.nodes().size());
        } else {
            Node to = Objects.requireNonNull(graph.findExactly(destination), destination);
            above = graph.reach(to.next, node -> node.nextWithDependents);
        }
        BitSet gone = above;
        return nodes(applied).stream()
                .filter(node -> gone.get(node.index))
                .map(Node::id)
                .collect(Collectors.toSet());
    }

    /** From where all these, and nothing else that is applied, are undone in one go; null when there is no such place. */
    @Nullable
    String below(Set<String> ids, Collection<String> applied) {
        if (ids.containsAll(applied)) {
            return BASE;
        }
        List<String> candidates = new ArrayList<>();
        for (Node node : nodes(ids)) {
            node.down.stream().map(Node::id).filter(id -> !ids.contains(id)).forEach(candidates::add);
        }
        for (String candidate : candidates) {
            if (undone(candidate, applied).equals(ids)) {
                return candidate;
            }
        }
        return null;
    }

    private List<Node> nodes(Collection<String> ids) {
        List<Node> found = new ArrayList<>();
        for (String id : ids) {
            Node node = graph.findExactly(id);
            if (node != null) {
                found.add(node);
            }
        }
        found.sort(Comparator.comparingInt(node -> node.index));
        return found;
    }
}
