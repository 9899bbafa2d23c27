package io.devctl.migrate.script;

import java.util.List;
import java.util.Set;

/**
 * One statement of a script.
 *
 * @param start offset of its first character, white space and comments before it not counted
 * @param end offset behind its last character, without the semicolon
 * @param kind how it must be run
 * @param words its unquoted words outside parentheses in lower case, the first ones
 * @param dataStart where the data of COPY … FROM stdin begins, else -1
 * @param dataEnd where they end, the closing line not counted, else -1
 */
public record Statement(int start, int end, StatementKind kind, List<String> words, int dataStart, int dataEnd) {
    public Statement {
        words = List.copyOf(words);
    }

    /** Its first word; empty when it begins otherwise, with a parenthesis, say. */
    public String firstWord() {
        return words.isEmpty() ? "" : words.get(0);
    }

    /** Whether a BEGIN says more than that: an isolation level, or that nothing is written. */
    public boolean setsModes() {
        return !Set.of("begin", "start", "work", "transaction").containsAll(words);
    }

    /** Whether it consists of these words first. */
    boolean startsWith(String... first) {
        return words.size() >= first.length && words.subList(0, first.length).equals(List.of(first));
    }
}
