package io.devctl.migrate.script;

/**
 * Cuts SQL text into tokens where Postgres and psql do. It need not know what operators and numbers are: what matters
 * is where strings, identifiers and comments begin and end, because only outside of them a semicolon ends a statement.
 */
final class Lexer {
    enum Kind {
        SPACE,
        LINE_COMMENT,
        BLOCK_COMMENT,
        WORD,
        QUOTED_NAME,
        STRING,
        DOLLAR_STRING,
        BACKSLASH,
        SYMBOL,
        END
    }

    private final SourceText source;
    private final String text;
    private int start;
    private int end;
    private Kind kind = Kind.END;
    private boolean backslashEscapes;
    private boolean escapes;

    Lexer(SourceText source) {
        this.source = source;
        this.text = source.text();
    }

    /** Whether a backslash in a plain string escapes: standard_conforming_strings is off. */
    void backslashEscapes(boolean on) {
        backslashEscapes = on;
    }

    /** Whether a backslash escapes in the current token, a string. */
    boolean escapes() {
        return escapes;
    }

    Kind kind() {
        return kind;
    }

    /** Where the current token begins. */
    int start() {
        return start;
    }

    /** Where the next token begins. */
    int end() {
        return end;
    }

    /** The current token, if it is one character. */
    char symbol() {
        return text.charAt(start);
    }

    String tokenText() {
        return text.substring(start, end);
    }

    /** Goes on from an offset, when something that is not SQL (data, a psql command) has been read past. */
    void jump(int offset) {
        end = offset;
    }

    Kind next() {
        start = end;
        kind = start >= text.length() ? Kind.END : token(text.charAt(start));
        return kind;
    }

    private Kind token(char c) {
        if (isSpace(c)) {
            end = spaceEnd(start);
            return Kind.SPACE;
        }
        if (c == '-' && at(start + 1) == '-') {
            end = lineEnd(start);
            return Kind.LINE_COMMENT;
        }
        if (c == '/' && at(start + 1) == '*') {
            end = blockCommentEnd();
            return Kind.BLOCK_COMMENT;
        }
        if (c == '\'') {
            return string(start, backslashEscapes);
        }
        if (c == '"') {
            return quotedName(start);
        }
        if (c == '$') {
            return dollar();
        }
        if (isNameStart(c)) {
            return word(c);
        }
        end = start + 1;
        return c == '\\' ? Kind.BACKSLASH : Kind.SYMBOL;
    }

    private Kind word(char c) {
        char next = at(start + 1);
        if (next == '\'') {
            switch (c) {
                case 'e', 'E' -> {
                    return string(start + 1, true);
                }
                case 'b', 'B', 'x', 'X' -> {
                    return string(start + 1, false);
                }
                case 'n', 'N' -> {
                    return string(start + 1, backslashEscapes);
                }
                default -> {}
            }
        }
        if ((c == 'u' || c == 'U') && next == '&') {
            if (at(start + 2) == '\'') {
                return string(start + 2, false);
            }
            if (at(start + 2) == '"') {
                return quotedName(start + 2);
            }
        }
        end = start + 1;
        while (isNamePart(at(end))) {
            end++;
        }
        return Kind.WORD;
    }

    /** A string whose quote is at an offset, with its continuations on later lines: those are of the same sort. */
    private Kind string(int quote, boolean escaped) {
        escapes = escaped;
        int i = quote + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\' && escapes) {
                i += 2;
            } else if (c != '\'') {
                i++;
            } else if (at(i + 1) == '\'') {
                i += 2;
            } else {
                int again = continuation(i + 1);
                if (again < 0) {
                    end = i + 1;
                    return Kind.STRING;
                }
                i = again + 1;
            }
        }
        throw source.bad("string has no end", excerpt(start), start, "close it with a quote");
    }

    /** The quote that goes on with a string after white space with a line end in it, or -1. */
    private int continuation(int from) {
        boolean newline = false;
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (isSpace(c)) {
                newline |= c == '\n' || c == '\r';
                i++;
            } else if (c == '-' && at(i + 1) == '-') {
                i = lineEnd(i);
            } else {
                return c == '\'' && newline ? i : -1;
            }
        }
        return -1;
    }

    private Kind quotedName(int quote) {
        int i = quote + 1;
        while (true) {
            i = text.indexOf('"', i);
            if (i < 0) {
                throw source.bad("quoted name has no end", excerpt(start), start, "close it with a double quote");
            }
            if (at(i + 1) != '"') {
                end = i + 1;
                return Kind.QUOTED_NAME;
            }
            i += 2;
        }
    }

    private Kind dollar() {
        int i = start + 1;
        if (isTagStart(at(i))) {
            while (isTagStart(at(i)) || isDigit(at(i))) {
                i++;
            }
        }
        if (at(i) != '$') {
            end = start + 1;
            return Kind.SYMBOL;
        }
        String tag = text.substring(start, i + 1);
        int close = text.indexOf(tag, i + 1);
        if (close < 0) {
            throw source.bad("dollar-quoted text has no end", tag, start, "close it with " + tag);
        }
        end = close + tag.length();
        return Kind.DOLLAR_STRING;
    }

    private int blockCommentEnd() {
        int depth = 1;
        int i = start + 2;
        while (i < text.length()) {
            if (text.startsWith("*/", i)) {
                i += 2;
                if (--depth == 0) {
                    return i;
                }
            } else if (text.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else {
                i++;
            }
        }
        throw source.bad("comment has no end", excerpt(start), start, "close it with */ (comments nest)");
    }

    /** Where the line that holds an offset ends, before the line end itself. */
    int lineEnd(int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\n' || text.charAt(i) == '\r') {
                return i;
            }
        }
        return text.length();
    }

    private int spaceEnd(int from) {
        int i = from;
        while (i < text.length() && isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private String excerpt(int from) {
        String line = text.substring(from, lineEnd(from));
        return line.length() > 40 ? line.substring(0, 40) + "…" : line;
    }

    private char at(int i) {
        return i < text.length() ? text.charAt(i) : '\0';
    }

    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isTagStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isNameStart(char c) {
        return isTagStart(c);
    }

    private static boolean isNamePart(char c) {
        return isTagStart(c) || isDigit(c) || c == '$';
    }
}
