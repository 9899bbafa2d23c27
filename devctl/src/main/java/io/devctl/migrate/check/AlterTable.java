package io.devctl.migrate.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ALTER TABLE, cut into its actions.
 *
 * @param ifExists whether it may be missing
 * @param actions each without the comma
 */
record AlterTable(Name table, boolean ifExists, List<Action> actions) {

    /** One action: {@code add column c int}, say. */
    record Action(Tokens tokens) {
        /** The name of the column that is added, changed, dropped or renamed; null when it is about something else. */
        @Nullable
        String column() {
            int at = columnAt();
            return at < 0 ? null : tokens.identifier(at);
        }

        /** Where that name stands, or -1. */
        int columnAt() {
            int i = tokens.skip(1, "column");
            boolean said = i > 1;
            if (!said
                    && tokens.oneOf(i, "constraint", "check", "unique", "primary", "foreign", "exclude", "not", "to")) {
                return -1;
            }
            i = tokens.skip(tokens.skip(i, "if", "not", "exists"), "if", "exists");
            return tokens.identifier(i) == null ? -1 : i;
        }

        boolean isAddColumn() {
            return tokens.words(0, "add") && columnAt() > 0;
        }

        boolean isDropColumn() {
            return tokens.words(0, "drop") && columnAt() > 0;
        }

        /** The action behind {@code alter [column] NAME}, as an index; -1 when it is something else. */
        int alteration() {
            return tokens.words(0, "alter") && !tokens.words(1, "constraint") && columnAt() > 0 ? columnAt() + 1 : -1;
        }

        /** Where the new type of a column stands, or -1. */
        int newType() {
            int i = alteration();
            if (i < 0) {
                return -1;
            }
            int type = tokens.skip(i, "set", "data");
            return tokens.words(type, "type") ? type + 1 : -1;
        }

        /** What follows {@code add [constraint NAME]} where that adds a table constraint; -1 when it does not. */
        int constraint() {
            if (!tokens.words(0, "add") || columnAt() > 0) {
                return -1;
            }
            return tokens.words(1, "constraint") ? 3 : 1;
        }

        /** The name of a constraint that is added or validated, or null. */
        @Nullable
        String constraintName() {
            return tokens.words(1, "constraint") ? tokens.identifier(tokens.skip(2, "if", "exists")) : null;
        }

        /** Whether rows that are there already are not looked at. */
        boolean spares() {
            return tokens.has("not", "valid") || tokens.has("not", "enforced");
        }
    }

    /** A statement as one, or null. */
    static @Nullable AlterTable of(Tokens tokens) {
        if (!tokens.words(0, "alter", "table")) {
            return null;
        }
        int i = tokens.skip(2, "if", "exists");
        boolean ifExists = i > 2;
        i = tokens.skip(i, "only");
        Name table = tokens.name(i);
        if (table == null || tokens.words(i, "all", "in", "tablespace")) {
            return null;
        }
        int next = tokens.symbol(table.next(), '*') ? table.next() + 1 : table.next();
        List<Action> actions = new ArrayList<>();
        for (Tokens action : tokens.split(next, tokens.size())) {
            actions.add(new Action(action));
        }
        return new AlterTable(table, ifExists, actions);
    }
}
