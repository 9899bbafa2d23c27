package io.devctl.config.keys;

import io.devctl.config.yaml.Placed;
import io.devctl.config.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list. */
public final class ListKind<T> implements Kind<List<Placed<T>>> {
    private final Kind<T> item;
    private final boolean orOne;

    private ListKind(Kind<T> item, boolean orOne) {
        this.item = item;
        this.orOne = orOne;
    }

    /** A list and nothing else. */
    public static <T> ListKind<T> of(Kind<T> item) {
        return new ListKind<>(item, false);
    }

    /** A list, or one item without the brackets. */
    public static <T> ListKind<T> orOne(Kind<T> item) {
        return new ListKind<>(item, true);
    }

    @Override
    public @Nullable List<Placed<T>> read(Yaml value, String key, Reading reading) {
        List<Placed<T>> items = new ArrayList<>();
        if (value instanceof Yaml.Listing listing) {
            for (Yaml one : listing.items()) {
                add(one, key, reading, items);
            }
        } else if (!value.isNothing()) {
            if (!orOne) {
                reading.refuse(key, this, value);
                return null;
            }
            add(value, key, reading, items);
        }
        return items;
    }

    private void add(Yaml value, String key, Reading reading, List<Placed<T>> items) {
        if (value.isNothing()) {
            reading.refuse("an item of " + key, item, value);
            return;
        }
        T read = item.read(value, key, reading);
        if (read != null) {
            items.add(new Placed<>(read, value.place()));
        }
    }

    @Override
    public String expected() {
        return orOne ? item.expected() + ", or a list" : "a list";
    }

    @Override
    public String example() {
        return "[" + item.example() + "]";
    }

    @Override
    public Shape shape() {
        Shape list = new Shape.ListOf(item.shape());
        return orOne ? new Shape.Either(List.of(item.shape(), list)) : list;
    }
}
