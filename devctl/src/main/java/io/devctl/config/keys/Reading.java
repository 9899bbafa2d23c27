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

    /** Records that a value is not what its key takes. */
    default void refuse(String key, String expected, Yaml value) {
        problems().add(key + " must be " + expected + ", not " + value.form(), value.shown(), value.place(), null);
    }
}
