package io.devctl.migrate.script;

/**
 * A place in a script where a value may stand.
 *
 * @param start offset of its first character
 * @param end offset behind its last
 * @param name {@code NAME} of {@code ${NAME}}, or {@link #TENANT}
 * @param where what it stands in
 */
public record Placeholder(int start, int end, String name, Where where) {
    /**
     * Stands for the tenant outside of strings and in quoted names. In a string it is ordinary SQL: an array with one
     * element, or JSON.
     */
    public static final String TENANT = "{tenant}";

    /** What a placeholder stands in, and so how its value must be written. */
    public enum Where {
        CODE,
        STRING,
        ESCAPE_STRING,
        QUOTED_NAME,
        DOLLAR_STRING;

        /** The value as it must be written here. */
        String quoted(String value) {
            return switch (this) {
                case CODE, DOLLAR_STRING -> value;
                case STRING -> value.replace("'", "''");
                case ESCAPE_STRING -> value.replace("\\", "\\\\").replace("'", "''");
                case QUOTED_NAME -> value.replace("\"", "\"\"");
            };
        }
    }
}
