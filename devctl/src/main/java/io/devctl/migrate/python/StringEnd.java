package io.devctl.migrate.python;

import java.util.Locale;

/** Finds where a string literal ends; in a formatted one its fields hold Python again, with strings of their own. */
final class StringEnd {
    private final String text;
    private final String quote;
    private final boolean raw;
    private final boolean formatted;
    private final int bodyStart;
    private final int line;
    private int bodyEnd;

    /** @param quoteAt where the first quote stands, behind the prefix */
    StringEnd(String text, int quoteAt, String prefix, int line) {
        this.text = text;
        String one = text.substring(quoteAt, quoteAt + 1);
        this.quote = text.startsWith(one.repeat(3), quoteAt) ? one.repeat(3) : one;
        this.raw = prefix.contains("r");
        this.formatted = prefix.contains("f") || prefix.contains("t");
        this.bodyStart = quoteAt + quote.length();
        this.line = line;
    }

    boolean formatted() {
        return formatted;
    }

    int bodyStart() {
        return bodyStart;
    }

    int bodyEnd() {
        return bodyEnd;
    }

    /** The offset behind the closing quote. */
    int find() throws NotPython {
        int i = bodyStart;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (text.startsWith(quote, i)) {
                bodyEnd = i;
                return i + quote.length();
            }
            if (c == '\n' && quote.length() == 1) {
                break;
            }
            if (c == '\\') {
                i = escape(i);
            } else if (formatted && c == '{') {
                i = text.startsWith("{{", i) ? i + 2 : field(i + 1);
            } else {
                i++;
            }
        }
        throw new NotPython("has a string that is never closed", line);
    }

    /** In a formatted string the brace behind a backslash still opens a field, but for the name of a character. */
    private int escape(int i) {
        if (formatted && i + 1 < text.length()) {
            if (!raw && text.startsWith("\\N{", i)) {
                int close = text.indexOf('}', i);
                return close < 0 ? text.length() : close + 1;
            }
            if (text.charAt(i + 1) == '{') {
                return i + 1;
            }
        }
        return i + 2;
    }

    /** From behind a field's brace to behind the one that closes it. */
    private int field(int from) throws NotPython {
        int depth = 0;
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            switch (c) {
                case '(', '[', '{' -> depth++;
                case ')', ']' -> depth--;
                case '}' -> {
                    if (depth == 0) {
                        return i + 1;
                    }
                    depth--;
                }
                case ':' -> {
                    if (depth == 0) {
                        return format(i + 1);
                    }
                }
                case '"', '\'' -> {
                    i = inner(i);
                    continue;
                }
                default -> {}
            }
            i++;
        }
        throw new NotPython("has a formatted string that is never closed", line);
    }

    private int inner(int quoteAt) throws NotPython {
        int start = quoteAt;
        while (start > bodyStart && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        String prefix = text.substring(start, quoteAt).toLowerCase(Locale.ROOT);
        return new StringEnd(text, quoteAt, prefix, line).find();
    }

    /** The format of a field is text, in which fields can stand again. */
    private int format(int from) throws NotPython {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '}') {
                return i + 1;
            }
            i = c == '{' ? field(i + 1) : i + 1;
        }
        throw new NotPython("has a formatted string that is never closed", line);
    }
}
