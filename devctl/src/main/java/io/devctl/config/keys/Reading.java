package io.devctl.config.keys;

import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.Yaml;
import org.jspecify.annotations.Nullable;

/** What a kind needs while it reads a value. */
public interface Reading {
    /** Where to say what is wrong. */
    Problems problems();

    /** The text with its placeholders replaced; null, with a problem recorded, when that cannot be done. */
    @Nullable
    String text(Yaml.Scalar scalar);

    /**
     * Records that a value is not what its key takes.
     *
     * @param key with those above it; or words, such as {@code an item of tenants}
     */
    default void refuse(String key, Kind<?> kind, Yaml value) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        String hint = "write " + (key.indexOf(' ') < 0 ? name + ": " : "") + kind.example();
        String what = key + " must be " + kind.expected() + ", not " + value.form();
        problems().add(what, value.shown(), value.place(), hint);
    }
}
