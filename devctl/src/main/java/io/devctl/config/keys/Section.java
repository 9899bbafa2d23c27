package io.devctl.config.keys;

import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.Yaml;
import io.devctl.model.Suggestion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mapping with fixed keys. */
public final class Section implements Kind<Fields> {
    private final String name;
    private final List<Key<?>> keys;
    private final @Nullable Key<?> shorthand;
    private final boolean extensible;
    private final List<Key<?>> alternatives;

    private Section(
            String name, List<Key<?>> keys, @Nullable Key<?> shorthand, boolean extensible, List<Key<?>> alternatives) {
        this.name = name;
        this.keys = keys;
        this.shorthand = shorthand;
        this.extensible = extensible;
        this.alternatives = alternatives;
    }

    /**
     * A section.
     *
     * @param name in words: {@code a service}
     */
    public static Section of(String name, Key<?>... keys) {
        return new Section(name, List.of(keys), null, false, List.of());
    }

    /** The same, where a value that is no mapping stands for a mapping with this key. */
    public Section orJust(Key<?> key) {
        return new Section(name, keys, key, extensible, alternatives);
    }

    /** The same, where keys that begin with {@code x-} are left alone: room for anchors. */
    public Section withExtensions() {
        return new Section(name, keys, shorthand, true, alternatives);
    }

    /** The same, where just one of these keys is written; whoever turns the values into a record sees to that. */
    public Section withOneOf(List<Key<?>> those) {
        return new Section(name, keys, shorthand, extensible, those);
    }

    /** In words: {@code a service}. */
    public String name() {
        return name;
    }

    /** The keys of which just one is written; empty where there is no such rule. */
    public List<Key<?>> alternatives() {
        return alternatives;
    }

    /** The keys in the order of the documentation. */
    public List<Key<?>> keys() {
        return keys;
    }

    /** The key that a value which is no mapping stands for, or null. */
    public @Nullable Key<?> shorthand() {
        return shorthand;
    }

    /** Whether keys that begin with {@code x-} are left alone. */
    public boolean extensible() {
        return extensible;
    }

    @Override
    public @Nullable Fields read(Yaml value, String key, Reading reading) {
        Fields fields = new Fields(value.place());
        if (value instanceof Yaml.Mapping mapping) {
            for (Yaml.Entry entry : mapping.entries()) {
                read(entry, key.isEmpty() ? "" : key + ".", fields, reading);
            }
            return fields;
        }
        if (value.isNothing()) {
            return fields;
        }
        if (shorthand == null || (shorthand.kind() instanceof ListKind && value instanceof Yaml.Scalar)) {
            reading.refuse(key, this, value);
            return null;
        }
        fields.read(shorthand, key, value.place(), value, reading);
        return fields;
    }

    private void read(Yaml.Entry entry, String prefix, Fields fields, Reading reading) {
        for (Key<?> key : keys) {
            if (key.name().equals(entry.key())) {
                fields.read(key, prefix + key.name(), entry.place(), entry.value(), reading);
                return;
            }
        }
        if (!extensible || !entry.key().startsWith("x-")) {
            addUnknown(entry, reading.problems());
        }
    }

    private void addUnknown(Yaml.Entry entry, Problems problems) {
        List<String> names = new ArrayList<>();
        for (Key<?> key : keys) {
            names.add(key.name());
        }
        String hint = Suggestion.hint(entry.key(), names);
        problems.add(
                "unknown key",
                entry.key(),
                entry.place(),
                hint != null ? hint : name + " has " + String.join(", ", names));
    }

    @Override
    public String expected() {
        return shorthand == null ? "a mapping" : shorthand.kind().expected() + " or a mapping";
    }

    @Override
    public String example() {
        return shorthand == null
                ? "{" + keys.get(0).name() + ": ...}"
                : shorthand.kind().example();
    }

    @Override
    public Shape shape() {
        Shape mapping = new Shape.Keys(this);
        return shorthand == null
                ? mapping
                : new Shape.Either(List.of(shorthand.kind().shape(), mapping));
    }
}
