package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.RevisionGraph.Node;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names that Alembic's commands take for revisions: an id or its beginning, a branch label, {@code head},
 * {@code heads}, {@code base}, {@code label@head}, and steps from one of these or from what is applied: {@code +1},
 * {@code ae10+2}, {@code label@-1}.
 */
public final class RevisionNames {
    private static final Pattern RELATIVE =
            Pattern.compile("(?:(.+?)@)?(\\w+)?([+-]\\d+)", Pattern.UNICODE_CHARACTER_CLASS);

    private static final String VERSIONS =
            "dev migrate status names what is pending, dev migrate history what is applied";

    /** An id shorter than this has no beginnings. */
    private static final int SHORTEST_ABBREVIATED = 4;

    private final RevisionGraph graph;

    /**
     * The names of a project's revisions.
     *
     * @param graph without problems
     */
    public RevisionNames(RevisionGraph graph) {
        this.graph = graph;
    }

    /** Whether a name counts from what a database has, {@code +1} say: another revision for each of them. */
    static boolean countsFromDatabase(String name) {
        Matcher relative = RELATIVE.matcher(name);
        return relative.matches() && relative.group(2) == null;
    }

    /**
     * The revisions to upgrade to.
     *
     * @param name as the user typed it
     * @param rows what alembic_version holds, from which a step without a start is counted
     * @return several for {@code heads}; none for {@code base}
     * @throws DevctlException USAGE when it names nothing, or more than one where one is meant
     */
    public List<Revision> upgradeTargets(String name, Collection<String> rows) {
        Matcher relative = RELATIVE.matcher(name);
        if (!relative.matches()) {
            return absolute(name).stream().map(node -> node.revision).toList();
        }
        String branch = relative.group(1);
        String start = relative.group(2);
        int steps = Integer.parseInt(relative.group(3));
        if (start == null && steps <= 0) {
            throw usage("cannot upgrade backwards", name, null);
        }
        Node end = start == null
                ? walkUp(startOf(name, branch, rows), steps, branch, name)
                : steps > 0
                        ? walkUp(single(start), steps, branch, name)
                        : walkDown(single(branch == null ? start : branch + "@" + start), -steps, name);
        if (end == null) {
            throw tooFar(name);
        }
        return List.of(end.revision);
    }

    /** Where steps up from what is applied begin; null for the base. */
    private @Nullable Node startOf(String name, @Nullable String branch, Collection<String> rows) {
        Set<Node> current = new LinkedHashSet<>();
        for (String row : rows) {
            Node node = graph.findExactly(row);
            if (node != null) {
                current.add(node);
            }
        }
        Set<Node> starts = current;
        if (branch != null) {
            starts = filter(current, branch);
            if (starts.isEmpty()) {
                starts = tips(filter(nodes(graph.needed(current)), branch));
            }
        }
        if (starts.size() > 1) {
            throw usage("more than one revision to count from", name, null);
        }
        return starts.isEmpty() ? null : starts.iterator().next();
    }

    private static Set<Node> tips(Set<Node> nodes) {
        Set<Node> tips = new LinkedHashSet<>(nodes);
        nodes.forEach(node -> tips.removeAll(node.parents()));
        return tips;
    }

    private @Nullable Node walkUp(@Nullable Node from, int steps, @Nullable String branch, String name) {
        Node at = from;
        for (int i = 0; i < steps; i++) {
            Set<Node> next = at == null ? matching(node -> node.revision.down().isEmpty()) : at.next;
            at = only(branch == null ? next : filter(next, branch), name);
        }
        return at;
    }

    private @Nullable Node walkDown(@Nullable Node from, int steps, String name) {
        Node at = from;
        boolean atBase = false;
        for (int i = 0; i < steps; i++) {
            if (atBase) {
                throw tooFar(name);
            }
            Set<Node> below = at == null ? matching(node -> node.next.isEmpty()) : at.down;
            atBase = below.isEmpty();
            at = atBase ? null : only(below, name);
        }
        return at;
    }

    private static Node only(Set<Node> nodes, String name) {
        if (nodes.isEmpty()) {
            throw tooFar(name);
        }
        if (nodes.size() > 1) {
            throw usage("leads to more than one revision", name, "name one: " + ids(nodes));
        }
        return nodes.iterator().next();
    }

    private static DevctlException tooFar(String name) {
        return usage("there are not so many revisions", name, VERSIONS);
    }

    private List<Node> absolute(String name) {
        int at = name.indexOf('@');
        @Nullable String branch = at < 0 ? null : name.substring(0, at);
        String rest = name.substring(at + 1);
        switch (rest) {
            case "heads" -> {
                return branch == null
                        ? graph.effectiveHeadNodes()
                        : List.copyOf(filter(matching(node -> node.next.isEmpty()), branch));
            }
            case "head" -> {
                return head(name, branch);
            }
            case "base" -> {
                return List.of();
            }
            default -> {
                return List.of(identified(rest, branch));
            }
        }
    }

    private List<Node> head(String name, @Nullable String branch) {
        Set<Node> heads = matching(node -> node.next.isEmpty());
        if (branch != null) {
            heads = filter(heads, branch);
        }
        if (heads.size() > 1) {
            throw usage("several heads: '" + ids(heads) + "' for", name, HeadsPicture.WAYS_OUT);
        }
        return List.copyOf(heads);
    }

    private @Nullable Node single(String name) {
        List<Node> found = absolute(name);
        if (found.size() > 1) {
            throw usage("names more than one revision", name, "name one: " + ids(found));
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private Node identified(String id, @Nullable String branch) {
        Node exact = graph.findExactly(id);
        Set<Node> found = new LinkedHashSet<>();
        if (exact != null) {
            found.add(exact);
        } else {
            found.addAll(beginning(id));
        }
        if (branch != null) {
            found = filter(found, branch);
        }
        if (found.isEmpty()) {
            throw usage("no such revision", branch == null ? id : branch + "@" + id, VERSIONS);
        }
        if (found.size() > 1) {
            throw usage("several revisions begin so", id, "name one: " + ids(found));
        }
        return found.iterator().next();
    }

    private Set<Node> beginning(String start) {
        Set<Node> found = matching(
                node -> node.id().length() >= SHORTEST_ABBREVIATED && node.id().startsWith(start));
        graph.labelled().forEach((label, node) -> {
            if (label.length() >= SHORTEST_ABBREVIATED && label.startsWith(start)) {
                found.add(node);
            }
        });
        return found;
    }

    /** Those in line with a branch: above its revision or below it. */
    private Set<Node> filter(Collection<Node> nodes, String branch) {
        Node root = identified(branch, null);
        BitSet line = graph.reach(List.of(root), node -> node.next);
        line.or(graph.reach(List.of(root), node -> node.down));
        Set<Node> found = new LinkedHashSet<>(nodes);
        found.removeIf(node -> !line.get(node.index));
        return found;
    }

    private Set<Node> matching(Predicate<Node> wanted) {
        return graph.nodes().stream().filter(wanted).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<Node> nodes(BitSet indexes) {
        return matching(node -> indexes.get(node.index));
    }

    private static String ids(Collection<Node> nodes) {
        List<String> ids =
                new ArrayList<>(new TreeSet<>(nodes.stream().map(Node::id).toList()));
        return String.join(", ", ids);
    }

    private static DevctlException usage(String what, String name, @Nullable String hint) {
        return new DevctlException(ExitCode.USAGE, what + ": '" + name + "'", hint);
    }
}
