package io.devctl.migrate.check;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In a set that claims to be idempotent: statements that cannot be run twice. */
final class Repeatability implements Inspection {
    private static final String AGAIN = ": fails when the file is run again";

    @Override
    public void look(Part part, Known known, Findings findings) {
        Tokens tokens = part.tokens();
        AlterTable alter = AlterTable.of(tokens);
        if (alter != null) {
            alter.actions().forEach(action -> alter(alter, action, known, findings));
            return;
        }
        switch (tokens.word(0)) {
            case "create" -> create(tokens, known, findings);
            case "drop" -> drop(tokens, findings);
            case "insert" -> insert(tokens, findings);
            case "copy" -> {
                if (tokens.has("from")) {
                    add(findings, tokens, 0, "adds the same rows again", "INSERT … ON CONFLICT DO NOTHING");
                }
            }
            case "alter" -> otherAlter(tokens, findings);
            default -> {}
        }
    }

    private static void add(Findings findings, Tokens tokens, int at, String message, String hint) {
        findings.add(Rule.NOT_IDEMPOTENT, tokens.offset(at), message, hint);
    }

    private static void create(Tokens tokens, Known known, Findings findings) {
        boolean replaces = tokens.words(1, "or", "replace");
        int i = Known.skipAll(
                tokens,
                replaces ? 3 : 1,
                "global",
                "local",
                "temporary",
                "temp",
                "unlogged",
                "foreign",
                "unique",
                "recursive",
                "constraint",
                "trusted",
                "procedural",
                "default",
                "event");
        String kind = tokens.word(i);
        switch (kind) {
            case "table", "index", "schema", "extension", "sequence", "materialized", "server" -> {
                int name = kind.equals("materialized") ? i + 2 : tokens.skip(i + 1, "concurrently");
                if (!tokens.words(name, "if", "not", "exists") && !isDropped(tokens, name, known)) {
                    String words = kind.equals("materialized") ? "MATERIALIZED VIEW" : kind.toUpperCase(Locale.ROOT);
                    add(findings, tokens, 0, "CREATE " + words + AGAIN, "CREATE " + words + " IF NOT EXISTS");
                }
            }
            case "view", "function", "procedure", "trigger", "aggregate", "rule", "language", "transform" -> {
                if (!replaces && !isDropped(tokens, i + 1, known)) {
                    String words = kind.toUpperCase(Locale.ROOT);
                    add(findings, tokens, 0, "CREATE " + words + AGAIN, "CREATE OR REPLACE " + words);
                }
            }
            default -> {
                if (!isDropped(tokens, i + 1, known)) {
                    String words = kind.toUpperCase(Locale.ROOT);
                    add(
                            findings,
                            tokens,
                            0,
                            "CREATE " + words + AGAIN,
                            "DROP " + words + " IF EXISTS before it, or a DO block that looks first");
                }
            }
        }
    }

    private static boolean isDropped(Tokens tokens, int name, Known known) {
        Name named = tokens.name(name);
        return named != null && known.isDropped(named.name());
    }

    private static void drop(Tokens tokens, Findings findings) {
        if (!tokens.has("if", "exists") && !tokens.words(1, "owned")) {
            add(findings, tokens, 0, "DROP without IF EXISTS" + AGAIN, "add IF EXISTS");
        }
    }

    private static void insert(Tokens tokens, Findings findings) {
        boolean guarded = tokens.has("on", "conflict");
        for (int i = 0; i < tokens.size() && !guarded; i++) {
            guarded = tokens.words(i, "not", "exists") || tokens.words(i, "not", "in") || tokens.words(i, "except");
        }
        if (!guarded) {
            add(findings, tokens, 0, "adds the same rows again", "add ON CONFLICT DO NOTHING, or WHERE NOT EXISTS");
        }
    }

    private static void alter(AlterTable whole, AlterTable.Action action, Known known, Findings findings) {
        Tokens tokens = action.tokens();
        String on = " on '" + whole.table().name() + "'";
        if (action.isAddColumn() && !tokens.has("if", "not", "exists")) {
            add(findings, tokens, 0, "ADD COLUMN" + on + AGAIN, "ADD COLUMN IF NOT EXISTS");
        } else if (tokens.words(0, "drop") && !tokens.has("if", "exists")) {
            String what = action.isDropColumn() ? "DROP COLUMN" : "DROP CONSTRAINT";
            add(findings, tokens, 0, what + on + AGAIN, what + " IF EXISTS");
        } else if (tokens.words(0, "rename")) {
            add(findings, tokens, 0, "RENAME" + on + AGAIN, "a DO block that looks first");
        } else if (action.constraint() > 0 && !isReplaced(whole, action.constraintName(), known)) {
            add(
                    findings,
                    tokens,
                    0,
                    "ADD CONSTRAINT" + on + AGAIN,
                    "give it a name, and DROP CONSTRAINT IF EXISTS before it");
        }
    }

    private static boolean isReplaced(AlterTable whole, @Nullable String constraint, Known known) {
        return known.isDropped(constraint)
                || whole.actions().stream()
                        .anyMatch(other -> other.tokens().words(0, "drop", "constraint")
                                && String.valueOf(other.constraintName()).equals(constraint));
    }

    private static void otherAlter(Tokens tokens, Findings findings) {
        for (int i = 1; i < tokens.size(); i++) {
            boolean addsValue = tokens.words(i, "add", "value") && !tokens.words(i + 2, "if", "not", "exists");
            if (tokens.words(1, "type") && addsValue) {
                add(findings, tokens, 0, "ADD VALUE" + AGAIN, "ADD VALUE IF NOT EXISTS");
            }
            if (tokens.words(i, "rename", "to") || tokens.words(i, "rename", "value")) {
                add(findings, tokens, 0, "RENAME" + AGAIN, "a DO block that looks first");
            }
        }
    }
}
