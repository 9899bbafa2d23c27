package io.devctl.config.keys;

import io.devctl.config.yaml.Named;
import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Placed;
import io.devctl.config.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mapping whose names the user chooses. */
public final class MapKind<T> implements Kind<List<Named<T>>> {
    /** Which names are allowed. */
    public interface Names {
        /** Whether a name may be used. */
        boolean allows(String name);

        /** The rule in words: {@code letters, digits and _}. */
        String rule();

        /** The rule as a regular expression for a whole name. */
        String pattern();
    }

    private final Names names;
    private final Kind<T> kind;
    private final @Nullable T listed;

    private MapKind(Names names, Kind<T> kind, @Nullable T listed) {
        this.names = names;
        this.kind = kind;
        this.listed = listed;
    }

    /** A mapping. */
    public static <T> MapKind<T> of(Names names, Kind<T> kind) {
        return new MapKind<>(names, kind, null);
    }

    /** The same, where a list of names gives each of them this value. */
    public MapKind<T> orNames(T each) {
        return new MapKind<>(names, kind, each);
    }

    @Override
    public @Nullable List<Named<T>> read(Yaml value, String key, Reading reading) {
        List<Named<T>> entries = new ArrayList<>();
        if (value instanceof Yaml.Mapping mapping) {
            for (Yaml.Entry entry : mapping.entries()) {
                check(entry.key(), entry.place(), key, reading);
                T read = kind.read(entry.value(), key + "." + entry.key(), reading);
                if (read != null) {
                    Placed<T> placed = new Placed<>(read, entry.value().place());
                    entries.add(new Named<>(entry.key(), entry.place(), placed));
                }
            }
        } else if (listed != null && value instanceof Yaml.Listing listing) {
            for (Yaml item : listing.items()) {
                if (item instanceof Yaml.Scalar scalar && !item.isNothing()) {
                    check(scalar.text(), item.place(), key, reading);
                    entries.add(new Named<>(scalar.text(), item.place(), new Placed<>(listed, item.place())));
                } else {
                    reading.problems()
                            .add(
                                    "an item of " + key + " must be a name, not " + item.form(),
                                    item.shown(),
                                    item.place(),
                                    "use " + names.rule());
                }
            }
        } else if (!value.isNothing()) {
            reading.refuse(key, this, value);
            return null;
        }
        return entries;
    }

    /** An entry with a bad name is kept all the same, so that whoever refers to it is not blamed too. */
    private void check(String name, Place place, String key, Reading reading) {
        if (!names.allows(name)) {
            reading.problems().add("a name that " + key + " cannot have", name, place, "use " + names.rule());
        }
    }

    @Override
    public String expected() {
        return listed == null ? "a mapping" : "a mapping or a list of names";
    }

    @Override
    public String example() {
        return "{NAME: " + kind.example() + "}";
    }

    @Override
    public Shape shape() {
        Shape map = new Shape.MapOf(names.pattern(), kind.shape());
        Shape list = new Shape.ListOf(new Shape.Text(names.pattern()));
        return listed == null ? map : new Shape.Either(List.of(list, map));
    }
}
