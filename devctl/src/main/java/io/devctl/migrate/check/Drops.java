package io.devctl.migrate.check;

/** DROP and TRUNCATE. */
final class Drops implements Inspection {
    @Override
    public void look(Part part, Known known, Findings findings) {
        Tokens tokens = part.tokens();
        if (tokens.words(0, "truncate")) {
            truncate(tokens, known, findings);
        }
        if (!tokens.words(0, "drop")) {
            return;
        }
        int i = tokens.skip(tokens.skip(1, "foreign"), "materialized");
        String kind = tokens.word(i);
        int first = tokens.skip(i + 1, "if", "exists");
        switch (kind) {
            case "table" ->
                each(tokens, first, known, findings, Rule.DROP_TABLE, "drops table '%s': its rows are gone");
            case "schema", "database" ->
                each(tokens, first, known, findings, Rule.DROP_SCHEMA, "drops " + kind + " '%s' and everything in it");
            case "type", "domain", "extension" -> {
                if (tokens.has("cascade")) {
                    each(
                            tokens,
                            first,
                            known,
                            findings,
                            Rule.DROP_CASCADE,
                            "drops " + kind + " '%s' and every column that uses it");
                }
            }
            default -> {}
        }
    }

    private static void each(Tokens tokens, int first, Known known, Findings findings, Rule rule, String message) {
        Name name = tokens.name(first);
        while (name != null) {
            if (!known.isNew(name)) {
                findings.add(rule, tokens.offset(0), message.replace("%s", name.name()));
            }
            name = tokens.symbol(name.next(), ',') ? tokens.name(name.next() + 1) : null;
        }
    }

    private static void truncate(Tokens tokens, Known known, Findings findings) {
        int i = tokens.skip(1, "table");
        Name name = tokens.name(tokens.skip(i, "only"));
        while (name != null) {
            if (!known.isNew(name)) {
                findings.add(
                        Rule.TRUNCATE,
                        tokens.offset(0),
                        "empties table '" + name.name() + "': all of its rows are gone");
            }
            int next = tokens.symbol(name.next(), '*') ? name.next() + 1 : name.next();
            name = tokens.symbol(next, ',') ? tokens.name(tokens.skip(next + 1, "only")) : null;
        }
    }
}
