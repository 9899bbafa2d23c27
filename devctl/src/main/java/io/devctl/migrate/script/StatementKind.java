package io.devctl.migrate.script;

import java.util.List;
import java.util.Set;

/** How a statement must be run. */
public enum StatementKind {
    /** Anywhere. */
    PLAIN,
    /** Changes the session for what follows, and must be said again when a file is resumed behind it. */
    SETTING,
    /** Changes how the server reads strings, so that what follows must be sent after it. */
    STRING_SYNTAX,
    /** Begins a transaction. */
    BEGIN,
    /** Ends a transaction. */
    COMMIT,
    /** Undoes a transaction: a migration cannot. */
    ROLLBACK,
    /** COPY … FROM stdin: its data follow. */
    COPY_IN,
    /** COPY … TO stdout: nobody reads it. */
    COPY_OUT,
    /** Refuses to run in a transaction. */
    ALONE;

    private static final Set<String> ALWAYS_ALONE = Set.of("vacuum");
    private static final List<List<String>> ALONE_BEGINNINGS = List.of(
            List.of("create", "index", "concurrently"),
            List.of("create", "unique", "index", "concurrently"),
            List.of("drop", "index", "concurrently"),
            List.of("reindex", "database"),
            List.of("reindex", "schema"),
            List.of("reindex", "system"),
            List.of("reindex", "index", "concurrently"),
            List.of("reindex", "table", "concurrently"),
            List.of("alter", "system"),
            List.of("create", "database"),
            List.of("drop", "database"),
            List.of("create", "tablespace"),
            List.of("drop", "tablespace"),
            List.of("drop", "subscription"),
            List.of("discard", "all"),
            List.of("commit", "prepared"),
            List.of("rollback", "prepared"));

    /**
     * What a statement is, by its words.
     *
     * @param words unquoted words outside parentheses, lower case
     * @param inner unquoted words inside parentheses that are not further nested, lower case
     */
    static StatementKind of(List<String> words, List<String> inner) {
        String first = words.isEmpty() ? "" : words.get(0);
        return switch (first) {
            case "begin" -> BEGIN;
            case "start" -> second(words, "transaction") ? BEGIN : PLAIN;
            case "commit", "end" -> second(words, "prepared") ? ALONE : COMMIT;
            case "abort" -> ROLLBACK;
            case "rollback" -> words.contains("to") ? PLAIN : second(words, "prepared") ? ALONE : ROLLBACK;
            case "copy" -> copy(words);
            case "set", "reset" -> setting(words);
            default -> isAlone(first, words, inner) ? ALONE : PLAIN;
        };
    }

    private static StatementKind setting(List<String> words) {
        boolean all = words.equals(List.of("reset", "all"));
        if (all || words.contains("standard_conforming_strings")) {
            return STRING_SYNTAX;
        }
        boolean local = second(words, "local") || second(words, "constraints") || second(words, "transaction");
        return local ? PLAIN : SETTING;
    }

    private static StatementKind copy(List<String> words) {
        for (int i = 1; i + 1 < words.size(); i++) {
            if (words.get(i).equals("from") && words.get(i + 1).equals("stdin")) {
                return COPY_IN;
            }
            if (words.get(i).equals("to") && words.get(i + 1).equals("stdout")) {
                return COPY_OUT;
            }
        }
        return PLAIN;
    }

    private static boolean isAlone(String first, List<String> words, List<String> inner) {
        if (ALWAYS_ALONE.contains(first) || (first.equals("cluster") && words.size() == 1)) {
            return true;
        }
        if (first.equals("reindex") && inner.contains("concurrently")) {
            return true;
        }
        if (first.equals("alter")
                && words.contains("detach")
                && words.get(words.size() - 1).equals("concurrently")) {
            return true;
        }
        return ALONE_BEGINNINGS.stream()
                .anyMatch(b ->
                        words.size() >= b.size() && words.subList(0, b.size()).equals(b));
    }

    private static boolean second(List<String> words, String word) {
        return words.size() > 1 && words.get(1).equals(word);
    }
}
