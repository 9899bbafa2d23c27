package io.devctl.migrate.check;

import io.devctl.migrate.script.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run of tokens, comments left out, to be looked through by index. An index outside is no token: nothing matches there,
 * so that a statement that ends early needs no care.
 */
final class Tokens {
    private final List<Token> tokens;

    Tokens(List<Token> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    int size() {
        return tokens.size();
    }

    /** Where a token begins in the source; of one behind the last, where the last one begins. */
    int offset(int i) {
        return tokens.isEmpty() ? 0 : tokens.get(Math.min(i, tokens.size() - 1)).start();
    }

    /** A keyword or unquoted name in lower case, or the empty text. */
    String word(int i) {
        return is(i, Token.Kind.WORD) ? tokens.get(i).text().toLowerCase(Locale.ROOT) : "";
    }

    /** Whether these words stand here, one after the other. */
    boolean words(int i, String... expected) {
        for (int n = 0; n < expected.length; n++) {
            if (!word(i + n).equals(expected[n])) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of these words stands here. */
    boolean oneOf(int i, String... words) {
        return List.of(words).contains(word(i)) && is(i, Token.Kind.WORD);
    }

    /** The index behind these words, or the same when they do not stand here. */
    int skip(int i, String... words) {
        return words(i, words) ? i + words.length : i;
    }

    boolean symbol(int i, char c) {
        return is(i, Token.Kind.SYMBOL) && tokens.get(i).text().charAt(0) == c;
    }

    boolean is(int i, Token.Kind kind) {
        return i >= 0 && i < tokens.size() && tokens.get(i).kind() == kind;
    }

    Token get(int i) {
        return tokens.get(i);
    }

    /** A name with or without a schema, null when none stands here. A database's name before both is dropped. */
    @Nullable
    Name name(int i) {
        String first = identifier(i);
        if (first == null) {
            return null;
        }
        String schema = null;
        String name = first;
        int next = i + 1;
        while (symbol(next, '.') && identifier(next + 1) != null) {
            schema = name;
            name = String.valueOf(identifier(next + 1));
            next += 2;
        }
        return new Name(schema, name, next);
    }

    /** One name as Postgres understands it, null when none stands here. */
    @Nullable
    String identifier(int i) {
        if (is(i, Token.Kind.WORD)) {
            return word(i);
        }
        if (!is(i, Token.Kind.QUOTED_NAME)) {
            return null;
        }
        String text = tokens.get(i).text();
        return text.substring(text.indexOf('"') + 1, text.length() - 1).replace("\"\"", "\"");
    }

    /** What a string constant says, escapes left as they are; null when none stands here. */
    @Nullable
    String string(int i) {
        if (!is(i, Token.Kind.STRING)) {
            return null;
        }
        String text = tokens.get(i).text();
        return text.substring(text.indexOf('\'') + 1, text.length() - 1).replace("''", "'");
    }

    private boolean opens(int i) {
        return symbol(i, '(') || symbol(i, '[');
    }

    private boolean closes(int i) {
        return symbol(i, ')') || symbol(i, ']');
    }

    /** The index behind the parenthesis or bracket that closes the one here. */
    int behindParenthesis(int open) {
        int depth = 0;
        for (int i = open; i < size(); i++) {
            depth += opens(i) ? 1 : closes(i) ? -1 : 0;
            if (depth == 0) {
                return i + 1;
            }
        }
        return size();
    }

    /** The first index from here on, outside parentheses, where these words stand; -1 when they do not. */
    int find(int from, String... words) {
        for (int i = from; i < size(); i = opens(i) ? behindParenthesis(i) : i + 1) {
            if (words(i, words)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether these words stand somewhere outside parentheses. */
    boolean has(String... words) {
        return find(0, words) >= 0;
    }

    Tokens part(int from, int to) {
        return new Tokens(tokens.subList(Math.min(from, to), to));
    }

    /** The parts between the commas that are in no parenthesis. */
    List<Tokens> split(int from, int to) {
        List<Tokens> parts = new ArrayList<>();
        int start = from;
        for (int i = from; i < to; i = opens(i) ? behindParenthesis(i) : i + 1) {
            if (symbol(i, ',')) {
                parts.add(part(start, i));
                start = i + 1;
            }
        }
        if (start < to) {
            parts.add(part(start, to));
        }
        return parts;
    }
}
