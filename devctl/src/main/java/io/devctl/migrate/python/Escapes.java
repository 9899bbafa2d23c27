package io.devctl.migrate.python;

import org.jspecify.annotations.Nullable;

/** What the body of a string literal stands for. */
final class Escapes {
    private Escapes() {}

    /** The value; null when it needs more than this knows (characters by name) or is not valid. */
    static @Nullable String decode(String body, boolean raw) {
        if (raw || body.indexOf('\\') < 0) {
            return body;
        }
        StringBuilder value = new StringBuilder();
        int i = 0;
        while (i < body.length()) {
            char c = body.charAt(i);
            if (c != '\\') {
                value.append(c);
                i++;
                continue;
            }
            i = escape(body, i + 1, value);
            if (i < 0) {
                return null;
            }
        }
        return value.toString();
    }

    /** Appends what an escape stands for; returns the offset behind it, or -1. */
    private static int escape(String body, int i, StringBuilder value) {
        char c = body.charAt(i);
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> value.append(c);
            case 'a' -> value.append('\u0007');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'v' -> value.append('\u000B');
            case 'x' -> {
                return code(body, i + 1, 2, value);
            }
            case 'u' -> {
                return code(body, i + 1, 4, value);
            }
            case 'U' -> {
                return code(body, i + 1, 8, value);
            }
            case 'N' -> {
                return -1;
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                return octal(body, i, value);
            }
            default -> value.append('\\').append(c);
        }
        return i + 1;
    }

    private static int code(String body, int from, int digits, StringBuilder value) {
        int code = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = i < body.length() ? Character.digit(body.charAt(i), 16) : -1;
            if (digit < 0 || code > Character.MAX_CODE_POINT) {
                return -1;
            }
            code = code * 16 + digit;
        }
        if (code < 0 || code > Character.MAX_CODE_POINT) {
            return -1;
        }
        value.appendCodePoint(code);
        return from + digits;
    }

    private static int octal(String body, int from, StringBuilder value) {
        int i = from;
        int code = 0;
        while (i < body.length() && i < from + 3 && body.charAt(i) >= '0' && body.charAt(i) <= '7') {
            code = code * 8 + body.charAt(i) - '0';
            i++;
        }
        value.append((char) code);
        return i;
    }
}
