package io.devctl.migrate.alembic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The revisions of a project and how they follow one another, by the rules of Alembic's RevisionMap. A graph that Alembic
 * would refuse is built as far as it goes, and {@link #problems()} says what is wrong with it.
 */
public final class RevisionGraph {
    /** A revision among the others. */
    static final class Node {
        final Revision revision;
        final int index;
        final Set<Node> down = new LinkedHashSet<>();
        final Set<Node> dependencies = new LinkedHashSet<>();
        final Set<Node> next = new LinkedHashSet<>();
        final Set<Node> nextWithDependents = new LinkedHashSet<>();
        final Set<String> labels = new TreeSet<>();

        /** Those of its dependencies that no ancestor has already. */
        Set<Node> ownDependencies = Set.of();

        Node(Revision revision, int index) {
            this.revision = revision;
            this.index = index;
            labels.addAll(revision.labels());
        }

        Set<Node> parents() {
            Set<Node> parents = new LinkedHashSet<>(down);
            parents.addAll(ownDependencies);
            return parents;
        }

        Set<Node> allParents() {
            Set<Node> parents = new LinkedHashSet<>(down);
            parents.addAll(dependencies);
            return parents;
        }

        String id() {
            return revision.id();
        }
    }

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Node> byId = new HashMap<>();
    private final Map<String, Node> byLabel = new HashMap<>();
    private final List<GraphProblem> problems = new ArrayList<>();

    private RevisionGraph() {}

    /**
     * The graph of some revisions.
     *
     * @param revisions in the order in which Alembic loads them, which decides between orders that are all right
     */
    public static RevisionGraph of(Collection<Revision> revisions) {
        RevisionGraph graph = new RevisionGraph();
        revisions.forEach(graph::add);
        graph.nodes.forEach(graph::addLabels);
        graph.nodes.forEach(graph::connect);
        graph.nodes.forEach(graph::reduceDependencies);
        graph.findCycle();
        if (graph.problems.isEmpty()) {
            graph.nodes.stream()
                    .filter(node -> !node.revision.labels().isEmpty())
                    .forEach(graph::spreadLabels);
        }
        return graph;
    }

    private void add(Revision revision) {
        Node other = byId.get(revision.id());
        if (other != null) {
            problems.add(new GraphProblem.Duplicate(other.revision, revision));
            return;
        }
        if (revision.id().matches(".*[@+-].*") || revision.id().isEmpty()) {
            problems.add(new GraphProblem.BadId(revision));
        }
        Node node = new Node(revision, nodes.size());
        nodes.add(node);
        byId.put(revision.id(), node);
    }

    private void addLabels(Node node) {
        for (String label : node.revision.labels()) {
            Node other = byId.containsKey(label) ? byId.get(label) : byLabel.putIfAbsent(label, node);
            if (other != null) {
                problems.add(new GraphProblem.LabelTaken(label, other.revision, node.revision));
            }
        }
    }

    private void connect(Node node) {
        for (String parent : node.revision.down()) {
            // Alembic looks both up in one map: a label is as good as an id
            Node found = findExactly(parent);
            if (found == null) {
                problems.add(new GraphProblem.MissingParent(node.revision, parent, false));
            } else {
                node.down.add(found);
                found.next.add(node);
                found.nextWithDependents.add(node);
            }
        }
        for (String needed : node.revision.dependsOn()) {
            Node found = findExactly(needed);
            if (found == null) {
                problems.add(new GraphProblem.MissingParent(node.revision, needed, true));
            } else {
                node.dependencies.add(found);
                found.nextWithDependents.add(node);
            }
        }
    }

    @Nullable
    Node findExactly(String idOrLabel) {
        Node node = byId.get(idOrLabel);
        return node != null ? node : byLabel.get(idOrLabel);
    }

    private void reduceDependencies(Node node) {
        if (node.dependencies.isEmpty()) {
            return;
        }
        Set<Node> own = new LinkedHashSet<>(node.dependencies);
        BitSet ancestors = reach(List.of(node), each -> each.down);
        ancestors.clear(node.index);
        ancestors.stream().forEach(index -> own.removeAll(nodes.get(index).dependencies));
        node.ownDependencies = own;
    }

    private void findCycle() {
        Map<Node, Integer> open = new HashMap<>();
        Deque<Node> ready = new ArrayDeque<>();
        for (Node node : nodes) {
            int parents = node.allParents().size();
            open.put(node, parents);
            if (parents == 0) {
                ready.add(node);
            }
        }
        while (!ready.isEmpty()) {
            Node node = ready.remove();
            open.remove(node);
            for (Node next : node.nextWithDependents) {
                if (open.merge(next, -1, Integer::sum) == 0) {
                    ready.add(next);
                }
            }
        }
        if (!open.isEmpty()) {
            problems.add(new GraphProblem.Cycle(circle(open.keySet())));
        }
    }

    /** One circle among nodes that each have a parent there: walking down must come round. */
    private static List<Revision> circle(Set<Node> left) {
        LinkedHashSet<Node> path = new LinkedHashSet<>();
        Node at = left.stream().min((a, b) -> Integer.compare(a.index, b.index)).orElseThrow();
        while (path.add(at)) {
            at = at.allParents().stream().filter(left::contains).findFirst().orElseThrow();
        }
        Node start = at;
        return path.stream()
                .dropWhile(node -> node != start)
                .map(node -> node.revision)
                .toList();
    }

    /**
     * As Alembic does it: a label belongs to all descendants, and, from the descendant that is visited last, to what is
     * below it until a branch begins.
     */
    private void spreadLabels(Node labelled) {
        Set<String> labels = new TreeSet<>(labelled.revision.labels());
        @Nullable Node at = labelled;
        Set<Node> seen = new HashSet<>();
        Deque<Node> todo = new ArrayDeque<>(List.of(labelled));
        while (!todo.isEmpty()) {
            Node node = todo.pop();
            if (seen.add(node)) {
                node.labels.addAll(labels);
                node.next.forEach(todo::push);
                at = node;
            }
        }
        while (at != null && at.nextWithDependents.size() < 2 && at.down.size() < 2) {
            at.labels.addAll(labels);
            at = at.down.isEmpty() ? null : at.down.iterator().next();
        }
    }

    /** What is wrong with it, in the order of the files; empty for a graph that Alembic accepts. */
    public List<GraphProblem> problems() {
        return List.copyOf(problems);
    }

    /** All revisions in the order in which they were loaded. */
    public List<Revision> revisions() {
        return nodes.stream().map(node -> node.revision).toList();
    }

    /** The revision of a full id, or null. */
    public @Nullable Revision find(String id) {
        Node node = byId.get(id);
        return node == null ? null : node.revision;
    }

    /** Revisions that no other follows: what {@code alembic heads} shows. */
    public List<Revision> heads() {
        return nodes.stream()
                .filter(node -> node.next.isEmpty())
                .map(node -> node.revision)
                .toList();
    }

    /** Heads that no other depends on either: the rows of alembic_version when everything is applied. */
    public List<Revision> effectiveHeads() {
        return effectiveHeadNodes().stream().map(node -> node.revision).toList();
    }

    List<Node> effectiveHeadNodes() {
        return nodes.stream().filter(node -> node.nextWithDependents.isEmpty()).toList();
    }

    /** Revisions that follow none. */
    public List<Revision> bases() {
        return nodes.stream()
                .filter(node -> node.revision.down().isEmpty())
                .map(node -> node.revision)
                .toList();
    }

    /** Revisions that several others follow, with those. */
    public Map<Revision, List<Revision>> branchPoints() {
        Map<Revision, List<Revision>> points = new LinkedHashMap<>();
        for (Node node : nodes) {
            if (node.next.size() > 1) {
                points.put(
                        node.revision,
                        node.next.stream().map(next -> next.revision).toList());
            }
        }
        return points;
    }

    /** The branch labels that hold for a revision: its own and those of its branch. */
    public Set<String> labels(Revision revision) {
        Node node = byId.get(revision.id());
        return node == null ? Set.of() : node.labels;
    }

    List<Node> nodes() {
        return nodes;
    }

    Map<String, Node> labelled() {
        return byLabel;
    }

    /** The nodes and everything that they need: their ancestors, and what those depend on. */
    BitSet needed(Collection<Node> from) {
        return reach(from, Node::parents);
    }

    /** The nodes and what can be reached from them. */
    BitSet reach(Collection<Node> from, Function<Node, Set<Node>> step) {
        BitSet seen = new BitSet(nodes.size());
        Deque<Node> todo = new ArrayDeque<>(from);
        while (!todo.isEmpty()) {
            Node node = todo.pop();
            if (!seen.get(node.index)) {
                seen.set(node.index);
                todo.addAll(step.apply(node));
            }
        }
        return seen;
    }
}
