package io.devctl.cli.psql;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines that become statements at a semicolon which is in no string, no dollar-quoted body, no comment and no parentheses.
 */
final class StatementBuffer {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder quote = new StringBuilder(); // what ends the string, body or comment that is open
    private int comments;
    private int parentheses;
    private boolean escapes;

    /** Whether nothing but white space is waiting. */
    boolean isEmpty() {
        return text.toString().isBlank();
    }

    /** What is waiting for its semicolon. */
    String rest() {
        return text.toString().strip();
    }

    void clear() {
        text.setLength(0);
        quote.setLength(0);
        comments = 0;
        parentheses = 0;
    }

    /** Adds a line and takes out the statements that are complete, without their semicolons. */
    List<String> add(String line) {
        List<String> complete = new ArrayList<>();
        String all = line + "\n";
        for (int at = 0; at < all.length(); ) {
            int length = token(all, at);
            if (length == 1 && all.charAt(at) == ';' && isOutside() && parentheses == 0) {
                if (!isEmpty()) {
                    complete.add(rest());
                }
                clear();
            } else {
                text.append(all, at, at + length);
            }
            at += length;
        }
        if (isEmpty() && isOutside()) {
            clear();
        }
        return complete;
    }

    private boolean isOutside() {
        return quote.length() == 0 && comments == 0;
    }

    /** Notes what begins or ends here; how many characters that takes. */
    private int token(String line, int at) {
        if (comments > 0 || (isOutside() && line.startsWith("/*", at))) {
            return comment(line, at);
        }
        if (quote.length() > 0) {
            return quoted(line, at);
        }
        char c = line.charAt(at);
        if (c == '-' && line.startsWith("--", at)) {
            return line.indexOf('\n', at) - at;
        }
        if (c == '\'' || c == '"') {
            char before = text.length() == 0 ? ' ' : text.charAt(text.length() - 1);
            escapes = c == '\'' && (before == 'e' || before == 'E');
            quote.append(c);
        } else if (c == '$') {
            return dollar(line, at);
        } else if (c == '(') {
            parentheses++;
        } else if (c == ')') {
            parentheses = Math.max(0, parentheses - 1);
        }
        return 1;
    }

    private int comment(String line, int at) {
        if (line.startsWith("/*", at)) {
            comments++;
            return 2;
        }
        if (line.startsWith("*/", at)) {
            comments--;
            return 2;
        }
        return 1;
    }

    private int quoted(String line, int at) {
        if (escapes && line.charAt(at) == '\\') {
            return Math.min(2, line.length() - at);
        }
        if (line.startsWith(quote.toString(), at)) {
            int length = quote.length();
            quote.setLength(0); // a doubled quote opens the string again at once
            escapes = escapes && length == 1 && line.startsWith("'", at + 1);
            return length;
        }
        return 1;
    }

    /** {@code $tag$}, where it is not the end of a name or a parameter. */
    private int dollar(String line, int at) {
        char before = text.length() == 0 ? ' ' : text.charAt(text.length() - 1);
        int end = line.indexOf('$', at + 1);
        if (end < 0 || Character.isJavaIdentifierPart(before)) {
            return 1;
        }
        String tag = line.substring(at + 1, end);
        if (!tag.isEmpty()
                && (Character.isDigit(tag.charAt(0)) || !tag.chars().allMatch(Character::isJavaIdentifierPart))) {
            return 1;
        }
        escapes = false;
        quote.append(line, at, end + 1);
        return end + 1 - at;
    }
}
