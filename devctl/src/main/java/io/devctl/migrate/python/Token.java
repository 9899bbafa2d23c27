package io.devctl.migrate.python;

import org.jspecify.annotations.Nullable;

/**
 * A token of Python source; comments and line ends are none.
 *
 * @param kind what it is
 * @param text as it stands in the source
 * @param value what a string holds; null for other tokens and for a string that is more than its own text (bytes, formatted)
 * @param line where it begins, from 1
 * @param column where it begins, from 1, in characters
 */
public record Token(Kind kind, String text, @Nullable String value, int line, int column) {
    /** What a token is. */
    public enum Kind {
        NAME,
        NUMBER,
        STRING,
        OPERATOR
    }

    /** Whether this is a name or a keyword spelt so. */
    public boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    /** Whether this is an operator or a bracket spelt so. */
    public boolean is(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    /** Whether this opens a bracket of any kind. */
    public boolean opens() {
        return is("(") || is("[") || is("{");
    }

    /** Whether this closes a bracket of any kind. */
    public boolean closes() {
        return is(")") || is("]") || is("}");
    }
}
