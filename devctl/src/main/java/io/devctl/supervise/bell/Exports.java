package io.devctl.supervise.bell;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code export -p} prints: the variables of a process, in the quotes of the shell that it is.
 *
 * <pre>
 * export A='it'"'"'s'         dash, busybox
 * export A='it'\''s'          busybox, newer
 * export A="it's \"\$1\""     bash as sh
 * declare -x A="1"            bash
 * export A=$'1\n2'            bash, with an end of line in it
 * export A                    exported, without a value
 * </pre>
 */
final class Exports {
    private static final String OUTSIDE = "export ";
    private static final String BASH = "declare -x ";

    private static final String CODES = "\\'\"ntrabfvE";
    private static final String CODED = "\\'\"\n\t\r\007\b\f\013\033";

    private final String text;
    private int at;

    private Exports(String text) {
        this.text = text;
    }

    /** The variables; null when anything in it is not understood. */
    static @Nullable Map<String, String> parse(String text) {
        return new Exports(text).variables();
    }

    private @Nullable Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        while (at < text.length()) {
            String name = name();
            if (name == null) {
                return null;
            }
            if (is('=')) {
                String value = value();
                if (value == null) {
                    return null;
                }
                variables.put(name, value);
            }
            if (!is('\n')) {
                return null;
            }
        }
        return variables;
    }

    private @Nullable String name() {
        String before = text.startsWith(OUTSIDE, at) ? OUTSIDE : BASH;
        if (!text.startsWith(before, at)) {
            return null;
        }
        at += before.length();
        int from = at;
        while (at < text.length() && isOfName(text.charAt(at))) {
            at++;
        }
        return at == from ? null : text.substring(from, at);
    }

    private static boolean isOfName(char c) {
        return c < 128 && (c == '_' || Character.isLetterOrDigit(c));
    }

    /** Pieces in quotes, and what is behind a backslash, up to the end of the line. */
    private @Nullable String value() {
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\n') {
            if (!piece(value)) {
                return null;
            }
        }
        return value.toString();
    }

    private boolean piece(StringBuilder value) {
        if (text.startsWith("$'", at)) {
            at += 2;
            return coded(value);
        }
        if (is('\'')) {
            return plain(value);
        }
        return is('"') ? escaped(value) : is('\\') && one(value);
    }

    private boolean plain(StringBuilder value) {
        int end = text.indexOf('\'', at);
        if (end < 0) {
            return false;
        }
        value.append(text, at, end);
        at = end + 1;
        return true;
    }

    private boolean escaped(StringBuilder value) {
        while (at < text.length()) {
            if (is('"')) {
                return true;
            }
            boolean escapes = is('\\');
            if (at == text.length()) {
                return false;
            }
            if (escapes && "$`\"\\".indexOf(text.charAt(at)) < 0) {
                value.append('\\');
            }
            value.append(text.charAt(at++));
        }
        return false;
    }

    private boolean coded(StringBuilder value) {
        while (at + 1 < text.length()) {
            if (is('\'')) {
                return true;
            }
            char c = text.charAt(at++);
            if (c == '\\') {
                int code = CODES.indexOf(text.charAt(at++));
                if (code < 0) {
                    return false; // a number: nobody has such a variable every day
                }
                c = CODED.charAt(code);
            }
            value.append(c);
        }
        return is('\'');
    }

    private boolean one(StringBuilder value) {
        if (at == text.length()) {
            return false;
        }
        value.append(text.charAt(at++));
        return true;
    }

    /** Whether this comes next; then it has been read. */
    private boolean is(char c) {
        boolean next = at < text.length() && text.charAt(at) == c;
        if (next) {
            at++;
        }
        return next;
    }
}
