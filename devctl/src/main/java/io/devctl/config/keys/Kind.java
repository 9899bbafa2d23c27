package io.devctl.config.keys;

import io.devctl.config.yaml.Yaml;
import org.jspecify.annotations.Nullable;

/**
 * What a key takes.
 *
 * @param <T> what it becomes
 */
public interface Kind<T> {
    /**
     * The value; null, with a problem recorded, when it is not of this kind.
     *
     * @param key for messages, with those above it: {@code postgres.port}
     */
    @Nullable
    T read(Yaml value, String key, Reading reading);

    /** In words, for messages: {@code a list of paths}. */
    String expected();

    /** A value of this kind, for hints: {@code 8001}. */
    String example();

    /** The same for a JSON schema. */
    Shape shape();
}
