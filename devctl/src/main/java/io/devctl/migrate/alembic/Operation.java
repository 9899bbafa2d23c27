package io.devctl.migrate.alembic;

import io.devctl.migrate.python.Line;
import io.devctl.migrate.python.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of Alembic's operations as it is written: {@code op.drop_column("users", "name")}.
 *
 * @param name of the operation
 * @param table that a {@code batch_alter_table} around it names; null outside of one
 * @param positional arguments without a name
 * @param named arguments by their names
 * @param at the token of its name
 */
record Operation(
        String name, @Nullable String table, List<List<Token>> positional, Map<String, List<Token>> named, Token at) {
    /**
     * The call whose opening bracket is at a position.
     *
     * @param name the token before the bracket
     */
    static Operation of(List<Token> tokens, int open, Token name, @Nullable String table) {
        int depth = 0;
        int close = open;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).opens() ? 1 : tokens.get(i).closes() ? -1 : 0;
            if (depth == 0) {
                close = i;
                break;
            }
        }
        List<List<Token>> positional = new ArrayList<>();
        Map<String, List<Token>> named = new LinkedHashMap<>();
        for (List<Token> argument : Line.split(tokens.subList(open + 1, close), ",")) {
            if (argument.size() > 2
                    && argument.get(0).kind() == Token.Kind.NAME
                    && argument.get(1).is("=")) {
                named.put(argument.get(0).text(), argument.subList(2, argument.size()));
            } else {
                positional.add(argument);
            }
        }
        return new Operation(name.text(), table, positional, named, name);
    }

    /** A string among the arguments, by name or position, the position counted without a table in a batch; else null. */
    @Nullable
    String string(String argument, int position) {
        int index = table == null ? position : Math.max(0, position - 1);
        List<Token> tokens =
                named.getOrDefault(argument, index < positional.size() ? positional.get(index) : List.of());
        return tokens.size() == 1 ? tokens.get(0).value() : null;
    }

    /** The name of the table: the batch's, or an argument. */
    @Nullable
    String tableName(int position) {
        return table != null ? table : string("table_name", position);
    }

    /** Whether an argument is given and is this word: {@code nullable=False}. */
    boolean is(String argument, String word) {
        List<Token> tokens = named.get(argument);
        return tokens != null && tokens.size() == 1 && tokens.get(0).isName(word);
    }

    /** Whether an argument is given and is not None. */
    boolean has(String argument) {
        return named.containsKey(argument) && !is(argument, "None");
    }

    /** Calls among the arguments, such as {@code sa.Column(…)}, by the last part of the name. */
    List<Operation> inner(String called) {
        List<Operation> found = new ArrayList<>();
        for (List<Token> argument : positional) {
            for (int i = 0; i + 1 < argument.size(); i++) {
                if (argument.get(i).isName(called) && argument.get(i + 1).is("(")) {
                    found.add(of(argument, i + 1, argument.get(i), null));
                }
            }
        }
        return found;
    }
}
