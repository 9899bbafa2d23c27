package io.devctl.migrate.python;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cuts Python source into logical lines of tokens where Python's own tokenizer does. Line ends must be line feeds. */
final class Lexer {
    private static final Set<String> PREFIXES = Set.of("r", "b", "u", "f", "t", "br", "rb", "fr", "rf", "tr", "rt");

    /** Longest first; what is not here is one character. */
    private static final List<String> OPERATORS = List.of(
            "**=", "//=", ">>=", "<<=", "...", "==", "!=", "<=", ">=", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
            "^=", "@=", "->", "**", "//", "<<", ">>");

    private static final String SINGLE = "+-*/%@&|^~<>()[]{},:;.=!";

    private final String text;
    /** Whether there are characters of two UTF-16 units. */
    private final boolean pairs;

    private final List<Line> lines = new ArrayList<>();
    private final List<Comment> comments = new ArrayList<>();
    private final Deque<Character> brackets = new ArrayDeque<>();
    private List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int lineStart;
    private int indent;

    Lexer(String text) {
        this.text = text;
        this.pairs = text.codePointCount(0, text.length()) < text.length();
    }

    List<Line> lines() throws NotPython {
        indent = indentation();
        while (at < text.length()) {
            step(text.charAt(at));
        }
        if (!brackets.isEmpty()) {
            throw new NotPython("has a '" + brackets.getFirst() + "' that is never closed", line);
        }
        endLine();
        return lines;
    }

    /** Known after {@link #lines}. */
    List<Comment> comments() {
        return comments;
    }

    private void step(char c) throws NotPython {
        if (c == '\n') {
            newline();
        } else if (c == ' ' || c == '\t' || c == '\f') {
            at++;
        } else if (c == '#') {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            comments.add(new Comment(text.substring(at, end), line, column(at)));
            at = end;
        } else if (c == '\\') {
            continuation();
        } else if (c == '"' || c == '\'') {
            string(at, at);
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            number();
        } else if (isAsciiLetter(c) || c == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(at))) {
            word();
        } else {
            operator(c);
        }
    }

    private void newline() {
        at++;
        line++;
        lineStart = at;
        if (brackets.isEmpty()) {
            endLine();
            indent = indentation();
        }
    }

    private void endLine() {
        if (!tokens.isEmpty()) {
            lines.add(new Line(indent, tokens));
            tokens = new ArrayList<>();
        }
    }

    private int indentation() {
        int width = 0;
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case ' ' -> width++;
                case '\t' -> width = (width / 8 + 1) * 8;
                case '\f' -> width = 0;
                default -> {
                    return width;
                }
            }
            at++;
        }
        return width;
    }

    private void continuation() throws NotPython {
        if (peek(1) != '\n') {
            throw new NotPython("has a backslash that ends no line", line);
        }
        at += 2;
        line++;
        lineStart = at;
    }

    private void number() {
        int start = at;
        boolean hex = text.startsWith("0x", at) || text.startsWith("0X", at);
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean sign = (c == '+' || c == '-') && !hex && (text.charAt(at - 1) | 0x20) == 'e' && at > start;
            if (!isDigit(c) && !isAsciiLetter(c) && c != '_' && c != '.' && !sign) {
                break;
            }
            at++;
        }
        add(Token.Kind.NUMBER, start, null);
    }

    private void word() throws NotPython {
        int start = at;
        boolean ascii = true;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (c < 0x80) {
                if (!isAsciiLetter((char) c) && c != '_' && !isDigit((char) c)) {
                    break;
                }
                at++;
                continue;
            }
            if (!Character.isUnicodeIdentifierPart(c)) {
                break;
            }
            ascii = false;
            at += Character.charCount(c);
        }
        String word = text.substring(start, at);
        if (peek(0) == '"' || peek(0) == '\'') {
            if (word.length() <= 2 && PREFIXES.contains(word.toLowerCase(Locale.ROOT))) {
                string(start, at);
                return;
            }
        }
        // names that look different may be the same to Python
        String name = ascii ? word : Normalizer.normalize(word, Normalizer.Form.NFKC);
        tokens.add(new Token(Token.Kind.NAME, name, null, line, column(start)));
    }

    private void operator(char c) throws NotPython {
        int start = at;
        if (SINGLE.indexOf(peek(1)) >= 0 && "()[]{},;".indexOf(c) < 0) {
            for (String operator : OPERATORS) {
                if (text.startsWith(operator, at)) {
                    at += operator.length();
                    add(Token.Kind.OPERATOR, start, null);
                    return;
                }
            }
        }
        if (SINGLE.indexOf(c) < 0) {
            throw new NotPython("has a character that Python does not know: '" + c + "'", line);
        }
        bracket(c);
        at++;
        add(Token.Kind.OPERATOR, start, null);
    }

    private void bracket(char c) throws NotPython {
        switch (c) {
            case '(' -> brackets.push(')');
            case '[' -> brackets.push(']');
            case '{' -> brackets.push('}');
            case ')', ']', '}' -> {
                if (brackets.isEmpty() || brackets.pop() != c) {
                    throw new NotPython("has a '" + c + "' that nothing opens", line);
                }
            }
            default -> {}
        }
    }

    private void string(int start, int quoteAt) throws NotPython {
        String prefix = text.substring(start, quoteAt).toLowerCase(Locale.ROOT);
        int column = column(start);
        int firstLine = line;
        StringEnd reader = new StringEnd(text, quoteAt, prefix, firstLine);
        int end = reader.find();
        at = end;
        for (int i = text.indexOf('\n', start); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) {
            line++;
            lineStart = i + 1;
        }
        String value = reader.formatted() || prefix.contains("b")
                ? null
                : Escapes.decode(text.substring(reader.bodyStart(), reader.bodyEnd()), prefix.contains("r"));
        tokens.add(new Token(Token.Kind.STRING, text.substring(start, end), value, firstLine, column));
    }

    private void add(Token.Kind kind, int start, @Nullable String value) {
        tokens.add(new Token(kind, text.substring(start, at), value, line, column(start)));
    }

    private int column(int start) {
        return (pairs ? text.codePointCount(lineStart, start) : start - lineStart) + 1;
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
