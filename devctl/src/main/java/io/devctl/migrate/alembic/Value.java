package io.devctl.migrate.alembic;

import io.devctl.migrate.python.Line;
import io.devctl.migrate.python.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a name of a module is bound to, when it is written out there: None, a string, or a sequence of strings.
 *
 * @param strings the strings; none for None and an empty sequence
 * @param sequence whether it is written as a sequence
 * @param line where it is bound, from 1
 */
record Value(List<String> strings, boolean sequence, int line) {
    Value {
        strings = List.copyOf(strings);
    }

    /** The value of an expression; null when it has to be computed. */
    static @Nullable Value of(List<Token> expression, int line) {
        List<Token> tokens = withoutParentheses(expression);
        if (tokens.isEmpty()) {
            return expression.isEmpty() ? null : new Value(List.of(), true, line);
        }
        if (tokens.size() == 1 && tokens.get(0).isName("None")) {
            return new Value(List.of(), false, line);
        }
        boolean list = tokens.get(0).is("[") && closing(tokens, 0) == tokens.size() - 1;
        List<Token> inside = list ? tokens.subList(1, tokens.size() - 1) : tokens;
        List<List<Token>> items = Line.split(inside, ",");
        boolean comma = items.size() > 1
                || (!inside.isEmpty() && inside.get(inside.size() - 1).is(","));
        List<String> strings = new ArrayList<>();
        for (List<Token> item : items) {
            String string = string(item);
            if (string == null) {
                return null;
            }
            strings.add(string);
        }
        return new Value(strings, list || comma, line);
    }

    /** A string, also one of several literals side by side; null when it is something else. */
    private static @Nullable String string(List<Token> expression) {
        StringBuilder joined = new StringBuilder();
        for (Token token : withoutParentheses(expression)) {
            if (token.kind() != Token.Kind.STRING || token.value() == null) {
                return null;
            }
            joined.append(token.value());
        }
        return expression.get(0).is("(") && joined.isEmpty() && expression.size() == 2 ? null : joined.toString();
    }

    private static List<Token> withoutParentheses(List<Token> expression) {
        List<Token> tokens = expression;
        while (tokens.size() > 1 && tokens.get(0).is("(") && closing(tokens, 0) == tokens.size() - 1) {
            tokens = tokens.subList(1, tokens.size() - 1);
        }
        return tokens;
    }

    private static int closing(List<Token> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).opens() ? 1 : tokens.get(i).closes() ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
