package io.devctl.config.yaml;

/**
 * An entry of a mapping whose names the user chooses.
 *
 * @param place of the name
 */
public record Named<T>(String name, Place place, Placed<T> entry) {
    /** The entry's value. */
    public T value() {
        return entry.value();
    }
}
