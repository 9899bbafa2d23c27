package io.devctl.migrate.python;

import java.util.ArrayList;
import java.util.List;

/**
 * A logical line of Python: what stands between two line ends that count, brackets and continuations joined.
 *
 * @param indent the width of the white space before it, tabs to multiples of eight
 * @param tokens at least one
 */
public record Line(int indent, List<Token> tokens) {
    public Line {
        tokens = List.copyOf(tokens);
    }

    /** Its first token. */
    public Token first() {
        return tokens.get(0);
    }

    /** Whether it opens a function or a class, whose names are its own. */
    public boolean opensScope() {
        return first().isName("def") || first().isName("class") || startsAsyncFunction();
    }

    private boolean startsAsyncFunction() {
        return first().isName("async") && tokens.size() > 1 && tokens.get(1).isName("def");
    }

    /** The name of the function or class that it opens; empty when it opens none. */
    public String scopeName() {
        int at = startsAsyncFunction() ? 2 : 1;
        return opensScope() && tokens.size() > at ? tokens.get(at).text() : "";
    }

    /** Its statements: several when semicolons part them. */
    public List<List<Token>> statements() {
        return split(tokens, ";");
    }

    /** Parts of a list of tokens between an operator outside brackets; empty parts are left out. */
    public static List<List<Token>> split(List<Token> tokens, String operator) {
        List<List<Token>> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            depth += token.opens() ? 1 : token.closes() ? -1 : 0;
            if (depth == 0 && token.is(operator)) {
                if (i > from) {
                    parts.add(tokens.subList(from, i));
                }
                from = i + 1;
            }
        }
        if (from < tokens.size()) {
            parts.add(tokens.subList(from, tokens.size()));
        }
        return parts;
    }
}
