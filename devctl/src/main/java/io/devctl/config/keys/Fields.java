package io.devctl.config.keys;

import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Placed;
import io.devctl.config.yaml.Yaml;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a section that were there and right. */
public final class Fields {
    private final Place place;
    private final Map<Key<?>, Placed<?>> values = new HashMap<>();
    private final Map<Key<?>, Place> written = new HashMap<>();

    Fields(Place place) {
        this.place = place;
    }

    /** A section without keys. */
    public static Fields none(Place place) {
        return new Fields(place);
    }

    <T> void read(Key<T> key, String path, Place keyPlace, Yaml value, Reading reading) {
        written.put(key, keyPlace);
        T result = key.kind().read(value, path, reading);
        if (result != null) {
            values.put(key, new Placed<>(result, value.place()));
        }
    }

    /** Where the section begins. */
    public Place place() {
        return place;
    }

    /** Whether the key was written, be its value right or wrong. */
    public boolean has(Key<?> key) {
        return written.containsKey(key);
    }

    /** The value; null when it was not there or was wrong. */
    @SuppressWarnings("unchecked") // read() puts what the key's kind made
    public <T> @Nullable T get(Key<T> key) {
        Placed<?> placed = values.get(key);
        return placed == null ? null : (T) placed.value();
    }

    /** The value, or another one when it was not there or was wrong. */
    public <T> T get(Key<T> key, T otherwise) {
        T value = get(key);
        return value == null ? otherwise : value;
    }

    /** Where the value begins; the section's place when it was not there. */
    public Place place(Key<?> key) {
        Placed<?> placed = values.get(key);
        return placed == null ? keyPlace(key) : placed.place();
    }

    /** Where the key itself is written; the section's place when it was not there. */
    public Place keyPlace(Key<?> key) {
        return written.getOrDefault(key, place);
    }
}
