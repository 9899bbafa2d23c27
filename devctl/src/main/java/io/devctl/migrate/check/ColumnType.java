package io.devctl.migrate.check;

import io.devctl.migrate.script.Token;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column's type as far as it is needed to tell whether a change of it touches rows.
 *
 * @param name one word, the usual one where there are several
 * @param modifiers the numbers in parentheses; empty without
 */
record ColumnType(String name, List<Integer> modifiers) {
    private static final Map<String, String> USUAL = Map.of(
            "character varying", "varchar",
            "decimal", "numeric",
            "bit varying", "varbit",
            "int4", "integer",
            "int", "integer");

    /** The type that stands here; null when it is an array or something else that is not understood. */
    static @Nullable ColumnType at(Tokens tokens, int start) {
        String name = tokens.word(start);
        int i = start + 1;
        if (tokens.words(i, "varying")) {
            name += " varying";
            i++;
        }
        if (name.isEmpty() || tokens.symbol(i, '.')) {
            return null;
        }
        List<Integer> modifiers = List.of();
        if (tokens.symbol(i, '(')) {
            int end = tokens.behindParenthesis(i);
            modifiers = numbers(tokens, i + 1, end - 1);
            i = end;
        }
        return tokens.symbol(i, '[') || tokens.words(i, "array")
                ? null
                : new ColumnType(USUAL.getOrDefault(name, name), modifiers);
    }

    private static List<Integer> numbers(Tokens tokens, int from, int to) {
        StringBuilder digits = new StringBuilder();
        for (int i = from; i < to; i++) {
            digits.append(tokens.is(i, Token.Kind.SYMBOL) ? tokens.get(i).text() : "?");
        }
        return digits.toString().matches("[0-9]{1,9}(,[0-9]{1,9})?")
                ? List.of(digits.toString().split(",")).stream()
                        .map(Integer::valueOf)
                        .toList()
                : List.of(-1);
    }

    /** Whether Postgres changes the catalog alone when a column of this type gets the other one. */
    boolean becomesWithoutRewrite(ColumnType other) {
        if (modifiers.contains(-1) || other.modifiers.contains(-1)) {
            return false;
        }
        boolean text = name.equals("varchar") || name.equals("text");
        if (text && (other.name.equals("text") || (other.name.equals("varchar") && other.modifiers.isEmpty()))) {
            return true;
        }
        if (!name.equals(other.name)) {
            return name.equals("cidr") && other.name.equals("inet");
        }
        return switch (name) {
            case "varchar", "varbit" ->
                other.modifiers.isEmpty() || (!modifiers.isEmpty() && other.modifiers.get(0) >= modifiers.get(0));
            case "numeric" ->
                other.modifiers.isEmpty()
                        || (!modifiers.isEmpty()
                                && other.modifiers.get(0) >= modifiers.get(0)
                                && scale(other.modifiers) == scale(modifiers));
            default -> modifiers.equals(other.modifiers);
        };
    }

    private static int scale(List<Integer> modifiers) {
        return modifiers.size() > 1 ? modifiers.get(1) : 0;
    }
}
