package io.devctl.migrate.check;

import io.devctl.migrate.script.StatementKind;

/** Indexes, and statements that keep everybody else waiting. */
final class HeavyLocks implements Inspection {
    @Override
    public void look(Part part, Known known, Findings findings) {
        Tokens tokens = part.tokens();
        if (part.kind() == StatementKind.ALONE && part.begin() >= 0) {
            findings.add(
                    Rule.CONCURRENTLY_IN_TRANSACTION,
                    tokens.offset(0),
                    "refuses to run in a transaction, and the file begins one before it");
        }
        switch (tokens.word(0)) {
            case "create" -> createIndex(tokens, known, findings);
            case "reindex" -> reindex(tokens, findings);
            case "refresh" -> refresh(tokens, known, findings);
            case "vacuum" -> vacuum(tokens, findings);
            case "cluster" -> cluster(tokens, known, findings);
            case "lock" -> lock(tokens, known, findings);
            default -> {}
        }
    }

    private static void createIndex(Tokens tokens, Known known, Findings findings) {
        int i = tokens.skip(1, "unique");
        if (!tokens.words(i, "index") || tokens.words(i + 1, "concurrently")) {
            return;
        }
        int on = tokens.find(i + 1, "on");
        Name table = on < 0 ? null : tokens.name(on + 1);
        // ON ONLY makes an index of a partitioned table that has no rows of its own
        if (table != null && !tokens.words(on + 1, "only") && !known.isNew(table)) {
            findings.add(
                    Rule.INDEX_WITHOUT_CONCURRENTLY,
                    tokens.offset(0),
                    "builds an index on '" + table.name() + "' while writers wait");
        }
    }

    private static void reindex(Tokens tokens, Findings findings) {
        boolean concurrently = option(tokens, 1, "concurrently");
        for (int i = 1; i < 4; i++) {
            concurrently |= tokens.words(i, "concurrently");
        }
        if (!concurrently && !tokens.has("concurrently")) {
            findings.add(Rule.REINDEX, tokens.offset(0), "builds indexes anew while writers wait");
        }
    }

    private static void refresh(Tokens tokens, Known known, Findings findings) {
        int i = tokens.skip(1, "materialized", "view");
        Name view = tokens.words(i, "concurrently") ? null : tokens.name(i);
        if (i > 1 && view != null && !known.isNew(view)) {
            findings.add(
                    Rule.REFRESH_VIEW, tokens.offset(0), "fills view '" + view.name() + "' while nobody can read it");
        }
    }

    private static void vacuum(Tokens tokens, Findings findings) {
        if (tokens.words(1, "full") || option(tokens, 1, "full")) {
            findings.add(Rule.VACUUM_FULL, tokens.offset(0), "writes tables anew while nobody reads or writes them");
        }
    }

    private static void cluster(Tokens tokens, Known known, Findings findings) {
        int i = tokens.skip(1, "verbose");
        Name table = tokens.name(tokens.symbol(i, '(') ? tokens.behindParenthesis(i) : i);
        if (table == null || !known.isNew(table)) {
            findings.add(Rule.CLUSTER, tokens.offset(0), "writes a table anew while nobody reads or writes it");
        }
    }

    private static void lock(Tokens tokens, Known known, Findings findings) {
        Name table = tokens.name(tokens.skip(tokens.skip(1, "table"), "only"));
        int in = tokens.find(1, "in");
        boolean light = in > 0
                && (tokens.words(in + 1, "access", "share")
                        || tokens.words(in + 1, "row", "share")
                        || tokens.words(in + 1, "row", "exclusive"));
        if (table != null && !light && !known.isNew(table)) {
            findings.add(Rule.LOCK_TABLE, tokens.offset(0), "locks '" + table.name() + "' until the transaction ends");
        }
    }

    /** Whether an option stands in the parentheses here and is not switched off. */
    private static boolean option(Tokens tokens, int open, String name) {
        if (!tokens.symbol(open, '(')) {
            return false;
        }
        for (Tokens option : tokens.split(open + 1, tokens.behindParenthesis(open) - 1)) {
            if (option.words(0, name)) {
                return !option.oneOf(1, "false", "off") && !option.symbol(1, '0');
            }
        }
        return false;
    }
}
