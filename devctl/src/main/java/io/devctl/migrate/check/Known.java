package io.devctl.migrate.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a set, read in order, have said so far. What a file makes itself is new: nobody uses it before the file
 * is done, so that nothing done to it can hurt. Columns and constraints are remembered over all files.
 */
final class Known {
    private static final List<String> TABLE_CONSTRAINTS =
            List.of("constraint", "check", "unique", "primary", "foreign", "exclude", "like", "not");

    // of the file
    private final List<Name> made = new ArrayList<>();
    private final Set<String> dropped = new HashSet<>();
    private final Map<String, Integer> addedNotValid = new HashMap<>();

    // of the set
    private final Map<String, ColumnType> types = new HashMap<>();
    private final Map<String, String> notNullChecks = new HashMap<>();
    private final Set<String> provedNotNull = new HashSet<>();

    void beginFile() {
        made.clear();
        dropped.clear();
        addedNotValid.clear();
    }

    /** Whether this file has made it. */
    boolean isNew(Name name) {
        return made.stream().anyMatch(known -> known.means(name));
    }

    /** Whether this file has dropped something of this name before, so that making it anew can be repeated. */
    boolean isDropped(@Nullable String name) {
        return name != null && dropped.contains(name);
    }

    /** The type that a column has after the files so far; null when they do not say. */
    @Nullable
    ColumnType type(Name table, String column) {
        return types.get(key(table, column));
    }

    /** Whether a constraint that all rows are known to fulfil says that the column is never null. */
    boolean isProvedNotNull(Name table, String column) {
        return provedNotNull.contains(key(table, column));
    }

    /** Whether this transaction of the file has added that constraint without looking at the rows. */
    boolean isAddedIn(int transaction, Name table, @Nullable String constraint) {
        return Integer.valueOf(transaction).equals(addedNotValid.get(key(table, String.valueOf(constraint))));
    }

    private static String key(Name table, String inside) {
        return table.name() + "\0" + inside; // one set has one schema, mostly
    }

    /** Remembers what a statement has done. */
    void learn(Part part) {
        Tokens tokens = part.tokens();
        AlterTable alter = AlterTable.of(tokens);
        if (alter != null) {
            alter.actions().forEach(action -> learn(alter.table(), action, part.transaction()));
        } else if (tokens.words(0, "create")) {
            create(tokens);
        } else if (tokens.words(0, "drop")) {
            drop(tokens);
        } else if (tokens.words(0, "select") || tokens.words(0, "with")) {
            int into = tokens.find(1, "into");
            remember(
                    into < 0 ? null : tokens.name(skipAll(tokens, into + 1, "temporary", "temp", "unlogged", "table")));
        }
    }

    private void remember(@Nullable Name name) {
        if (name != null) {
            made.add(name);
        }
    }

    static int skipAll(Tokens tokens, int from, String... words) {
        int i = from;
        while (tokens.oneOf(i, words)) {
            i++;
        }
        return i;
    }

    private void create(Tokens tokens) {
        int i = skipAll(tokens, 1, "or", "replace", "global", "local", "temporary", "temp", "unlogged", "foreign");
        i = skipAll(tokens, i, "materialized", "recursive");
        if (!tokens.oneOf(i, "table", "view", "type", "domain", "schema")) {
            return;
        }
        boolean table = tokens.words(i, "table");
        Name name = tokens.name(tokens.skip(i + 1, "if", "not", "exists"));
        remember(name);
        if (table && name != null && tokens.symbol(name.next(), '(')) {
            int end = tokens.behindParenthesis(name.next());
            for (Tokens column : tokens.split(name.next() + 1, end - 1)) {
                if (!TABLE_CONSTRAINTS.contains(column.word(0))) {
                    column(name, column, 0);
                }
            }
        }
    }

    private void column(Name table, Tokens tokens, int at) {
        String column = tokens.identifier(at);
        ColumnType type = ColumnType.at(tokens, at + 1);
        if (column == null) {
            return;
        }
        if (type == null) {
            types.remove(key(table, column));
        } else {
            types.put(key(table, column), type);
        }
    }

    private void drop(Tokens tokens) {
        int i = 1;
        while (i < tokens.size() && !tokens.words(i, "if", "exists")) {
            i++;
        }
        if (i == tokens.size()) {
            return;
        }
        i += 2;
        Name name = tokens.name(i);
        while (name != null) {
            dropped.add(name.name());
            int next = tokens.symbol(name.next(), '(') ? tokens.behindParenthesis(name.next()) : name.next();
            name = tokens.symbol(next, ',') ? tokens.name(next + 1) : null;
        }
    }

    private void learn(Name table, AlterTable.Action action, int transaction) {
        Tokens tokens = action.tokens();
        String column = action.column();
        if (action.isAddColumn()) {
            column(table, tokens, action.columnAt());
        } else if (action.newType() > 0 && column != null) {
            ColumnType type = ColumnType.at(tokens, action.newType());
            types.remove(key(table, column));
            if (type != null) {
                types.put(key(table, column), type);
            }
        } else if (tokens.words(0, "drop", "constraint")) {
            String name = action.constraintName();
            dropped.add(String.valueOf(name));
            notNullChecks.remove(key(table, String.valueOf(name)));
        } else if (action.isDropColumn() && column != null) {
            types.remove(key(table, column));
            provedNotNull.remove(key(table, column));
        } else if (tokens.words(0, "rename", "to")) {
            if (isNew(table)) {
                remember(tokens.name(2));
            }
        } else if (tokens.words(0, "validate", "constraint")) {
            String proved = notNullChecks.get(key(table, String.valueOf(action.constraintName())));
            if (proved != null) {
                provedNotNull.add(key(table, proved));
            }
        } else if (action.constraint() > 0) {
            constraint(table, action, transaction);
        }
    }

    private void constraint(Name table, AlterTable.Action action, int transaction) {
        Tokens tokens = action.tokens();
        int at = action.constraint();
        String name = String.valueOf(action.constraintName());
        if (tokens.has("not", "valid")) {
            addedNotValid.put(key(table, name), transaction);
        }
        String column = neverNull(tokens, at);
        if (column == null) {
            return;
        }
        notNullChecks.put(key(table, name), column);
        if (!action.spares()) {
            provedNotNull.add(key(table, column));
        }
    }

    /** The column of {@code check (column is not null)} or {@code not null column}, else null. */
    private static @Nullable String neverNull(Tokens tokens, int at) {
        if (tokens.words(at, "not", "null")) {
            return tokens.identifier(at + 2);
        }
        int open = at + 1;
        if (!tokens.words(at, "check") || !tokens.symbol(open, '(')) {
            return null;
        }
        int first = open + 1;
        while (tokens.symbol(first, '(')) {
            first++;
        }
        boolean plain = tokens.words(first + 1, "is", "not", "null") && tokens.symbol(first + 4, ')');
        return plain ? tokens.identifier(first) : null;
    }
}
