package io.devctl.config.yaml;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Turns the parser's nodes into our tree: merges {@code <<}, refuses keys that are there twice and aliases that contain
 * themselves. A node with many aliases is read once and shared, so that a small file cannot become a huge tree.
 */
final class NodeReader {
    private final String file;
    private final Problems problems;
    private final IdentityHashMap<Node, Yaml> done = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();

    NodeReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    Yaml read(Node node) {
        Yaml known = done.get(node);
        if (known != null) {
            return known;
        }
        Place place = place(node);
        if (open.put(node, true) != null) {
            problems.add("an alias inside its own anchor", "*", place, "name the value itself");
            return new Yaml.Scalar("", true, place);
        }
        checkTag(node, place);
        Yaml read = convert(node, place);
        open.remove(node);
        done.put(node, read);
        return read;
    }

    private Yaml convert(Node node, Place place) {
        if (node instanceof ScalarNode scalar) {
            return new Yaml.Scalar(scalar.getValue(), scalar.isPlain(), place);
        }
        if (node instanceof SequenceNode sequence) {
            List<Yaml> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(read(item));
            }
            return new Yaml.Listing(items, place);
        }
        return node instanceof MappingNode mapping ? mapping(mapping, place) : new Yaml.Scalar("", true, place);
    }

    private Yaml mapping(MappingNode node, Place place) {
        Map<String, Yaml.Entry> own = new LinkedHashMap<>();
        List<Yaml.Entry> merged = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            Place keyPlace = place(tuple.getKeyNode());
            Yaml value = read(tuple.getValueNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add("a key must be text, not", read(tuple.getKeyNode()).shown(), keyPlace, null);
            } else if (key.isPlain() && key.getValue().equals("<<")) {
                merge(value, merged);
            } else {
                put(own, new Yaml.Entry(key.getValue(), keyPlace, value));
            }
        }
        for (Yaml.Entry entry : merged) {
            own.putIfAbsent(entry.key(), entry);
        }
        return new Yaml.Mapping(new ArrayList<>(own.values()), place);
    }

    private void put(Map<String, Yaml.Entry> own, Yaml.Entry entry) {
        Yaml.Entry first = own.putIfAbsent(entry.key(), entry);
        if (first != null) {
            String hint = "keep one; the first is in line " + first.place().line();
            problems.add("the key is there twice", entry.key(), entry.place(), hint);
        }
    }

    private void merge(Yaml value, List<Yaml.Entry> merged) {
        if (value instanceof Yaml.Mapping mapping) {
            merged.addAll(mapping.entries());
        } else if (value instanceof Yaml.Listing listing) {
            for (Yaml item : listing.items()) {
                if (item instanceof Yaml.Listing) {
                    problems.add("<< must be a mapping, not a list", item.shown(), item.place(), null);
                } else {
                    merge(item, merged);
                }
            }
        } else {
            problems.add("<< must be a mapping, not " + value.form(), value.shown(), value.place(), null);
        }
    }

    private void checkTag(Node node, Place place) {
        String tag = node.getTag().getValue();
        if (!tag.startsWith("tag:yaml.org,2002:")) {
            problems.add("tags have no meaning here", tag, place, "remove the tag");
        }
    }

    private Place place(Node node) {
        @Nullable Mark mark = node.getStartMark().orElse(null);
        return mark == null ? Place.of(file) : new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
