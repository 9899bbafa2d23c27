package io.devctl.migrate.session;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as SQL text. */
public final class Sql {
    private Sql() {}

    /** A name, quoted. */
    public static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A name in a schema, both quoted. */
    public static String name(String schema, String name) {
        return name(schema) + "." + name(name);
    }

    /** A text constant that means the same whatever standard_conforming_strings is; {@code null} for null. */
    public static String text(@Nullable String value) {
        return value == null ? "null" : "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** An array of text. */
    public static String texts(List<String> values) {
        return values.stream()
                        .map(v -> '"' + v.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                        .collect(Collectors.collectingAndThen(Collectors.joining(",", "{", "}"), Sql::text))
                + "::pg_catalog.text[]";
    }
}
