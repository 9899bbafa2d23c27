package io.devctl.config.keys;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kind as a JSON schema would describe it. */
public sealed interface Shape {
    /**
     * Text, or a number or a boolean that stands for its text.
     *
     * @param pattern a regular expression for the whole text once its placeholders are replaced, or null for any
     */
    record Text(@Nullable String pattern) implements Shape {}

    /** A command: text that is not blank, or a list of at least one text. */
    record Words() implements Shape {}

    /** One of several words. */
    record Choice(List<String> words) implements Shape {}

    /** A whole number. */
    record Whole(int least, int most) implements Shape {}

    /** True or false. */
    record Flag() implements Shape {}

    /** A list. */
    record ListOf(Shape item) implements Shape {}

    /**
     * A mapping whose names the user chooses.
     *
     * @param names a regular expression for a whole name
     */
    record MapOf(String names, Shape value) implements Shape {}

    /** A mapping with fixed keys. */
    record Keys(Section section) implements Shape {}

    /** Any of these. */
    record Either(List<Shape> shapes) implements Shape {}
}
