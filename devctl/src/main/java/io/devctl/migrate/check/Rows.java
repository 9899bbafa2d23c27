package io.devctl.migrate.check;

import io.devctl.migrate.script.StatementKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** UPDATE, DELETE and INSERT, and what they share a transaction with. */
final class Rows implements Inspection {
    /** What one statement does to the rows of one table. */
    private record Change(String verb, int at, Name table, boolean where) {}

    private @Nullable String changedTable;
    private int changedIn = -1;

    @Override
    public void look(Part part, Known known, Findings findings) {
        Tokens tokens = part.tokens();
        String structure = structure(tokens, known);
        if (structure != null) {
            changedTable = structure;
            changedIn = part.transaction();
        }
        for (Change change : changes(tokens, part.kind())) {
            if (known.isNew(change.table())) {
                continue;
            }
            String of = " of '" + change.table().name() + "'";
            if (change.verb().equals("update") && !change.where()) {
                findings.add(Rule.UPDATE_WITHOUT_WHERE, tokens.offset(change.at()), "changes all rows" + of);
            } else if (change.verb().equals("delete") && !change.where()) {
                findings.add(Rule.DELETE_WITHOUT_WHERE, tokens.offset(change.at()), "deletes all rows" + of);
            }
            if (changedTable != null && changedIn == part.transaction()) {
                findings.add(
                        Rule.MIXED_CHANGES,
                        tokens.offset(change.at()),
                        "changes rows" + of + " in the transaction that has changed '" + changedTable
                                + "': its lock is held meanwhile");
            }
        }
    }

    /** The table, not of this file, that a statement changes and locks; null when it does not. */
    private static @Nullable String structure(Tokens tokens, Known known) {
        AlterTable alter = AlterTable.of(tokens);
        Name name = alter == null ? null : alter.table();
        if (tokens.words(0, "drop", "table") || tokens.words(0, "drop", "index")) {
            name = tokens.name(tokens.skip(2, "if", "exists"));
        } else if (tokens.words(0, "create", "index") || tokens.words(0, "create", "unique", "index")) {
            int on = tokens.find(2, "on");
            name = on < 0 || tokens.has("concurrently") ? null : tokens.name(tokens.skip(on + 1, "only"));
        }
        return name == null || known.isNew(name) ? null : name.name();
    }

    /** Changes of rows, those in WITH included; what a rule, a trigger or a function does later is not among them. */
    private static List<Change> changes(Tokens tokens, StatementKind kind) {
        List<Change> changes = new ArrayList<>();
        boolean with = tokens.words(0, "with");
        if (kind == StatementKind.COPY_IN) {
            Name table = tokens.name(1);
            return table == null ? List.of() : List.of(new Change("copy", 0, table, true));
        }
        if (!with && !tokens.oneOf(0, "insert", "update", "delete", "merge")) {
            return changes;
        }
        for (int i = 0; i < tokens.size(); i++) {
            boolean begins = i == 0 || (with && (tokens.symbol(i - 1, '(') || tokens.symbol(i - 1, ')')));
            Change change = begins ? change(tokens, i) : null;
            if (change != null) {
                changes.add(change);
            }
        }
        return changes;
    }

    private static @Nullable Change change(Tokens tokens, int at) {
        String verb = tokens.word(at);
        int i = switch (verb) {
            case "insert", "merge" -> tokens.skip(at + 1, "into");
            case "delete" -> tokens.skip(at + 1, "from");
            case "update" -> at + 1;
            default -> -1;
        };
        Name table = i < 0 ? null : tokens.name(tokens.skip(i, "only"));
        return table == null ? null : new Change(verb, at, table, hasWhere(tokens, at));
    }

    /** Whether WHERE stands in the statement that begins here, at its own depth and before it ends. */
    private static boolean hasWhere(Tokens tokens, int at) {
        int where = tokens.find(at, "where");
        int end = at;
        while (end < tokens.size() && !tokens.symbol(end, ')')) {
            end = tokens.symbol(end, '(') ? tokens.behindParenthesis(end) : end + 1;
        }
        return where > 0 && where < end;
    }
}
