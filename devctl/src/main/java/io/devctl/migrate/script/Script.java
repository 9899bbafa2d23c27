package io.devctl.migrate.script;

import io.devctl.model.DevctlException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A script, read.
 *
 * @param source where it comes from
 * @param sendable the source's text, char for char, with spaces where psql commands stood
 * @param statements the statements to run, in order
 * @param transactional whether the file may run in a transaction: false when a comment in it says so
 * @param checksum SHA-256 in hex of what matters in the part that is run: not line ends, white space at line ends and
 *     comments outside strings
 * @param end offset at which the part that is run ends: of the line that begins the down part, or behind the text
 * @param placeholders where values may stand, in order
 * @param fills the values that stand there, in order
 */
public record Script(
        SourceText source,
        String sendable,
        List<Statement> statements,
        boolean transactional,
        String checksum,
        int end,
        List<Placeholder> placeholders,
        List<Fill> fills) {
    /**
     * A value in the place of a placeholder.
     *
     * @param text as it is sent
     */
    public record Fill(int start, int end, String text) {}

    /** Gives placeholders their values. */
    public interface Values {
        /** The value for a placeholder; null when it is ordinary text. BAD_MIGRATION when there should be one. */
        @Nullable
        String of(Placeholder placeholder);
    }

    public Script {
        placeholders = List.copyOf(placeholders);
        fills = List.copyOf(fills);
        statements = List.copyOf(statements);
    }

    /**
     * Reads a script to its end or to a line {@code -- migrate:down}. BAD_MIGRATION where psql would not understand it, or
     * devctl cannot do what it says.
     */
    public static Script read(SourceText source) {
        return new ScriptReader(source, 0, true).read();
    }

    /** Reads a part of a text, from an offset to another one, whatever comments are in it. */
    public static Script read(SourceText source, int first, int end) {
        // what lies behind the part is not there for the reader: a string without an end must not reach into it
        return new ScriptReader(source.until(end), first, false).read();
    }

    /** The same, to be run outside of a transaction. */
    public Script withoutTransaction() {
        return new Script(source, sendable, statements, false, checksum, end, placeholders, fills);
    }

    /** The same script with values; itself when it has no place for one. */
    public Script filled(Values values) {
        List<Fill> filled = new ArrayList<>();
        for (Placeholder placeholder : placeholders) {
            String value = values.of(placeholder);
            if (value != null) {
                filled.add(new Fill(
                        placeholder.start(),
                        placeholder.end(),
                        placeholder.where().quoted(value)));
            }
        }
        return filled.isEmpty()
                ? this
                : new Script(
                        source, sendable, statements, transactional, checksum, end, placeholders, List.copyOf(filled));
    }

    /** The source's text with the values in it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (Fill fill : fills) {
            text.append(source.text(), from, fill.start()).append(fill.text());
            from = fill.end();
        }
        return text.append(source.text(), from, source.text().length()).toString();
    }

    /** What the server gets of a statement, without a semicolon. */
    public String sql(Statement statement) {
        StringBuilder sql = new StringBuilder();
        int from = statement.start();
        for (Fill fill : fills) {
            if (fill.start() >= statement.start() && fill.end() <= statement.end()) {
                sql.append(sendable, from, fill.start()).append(fill.text());
                from = fill.end();
            }
        }
        return sql.append(sendable, from, statement.end()).toString();
    }

    /** The offset in the source of an offset in {@link #sql}; inside a value, that of its placeholder. */
    public int sourceOffset(Statement statement, int inSql) {
        int grown = 0;
        for (Fill fill : fills) {
            if (fill.start() >= statement.start() && fill.end() <= statement.end()) {
                int start = fill.start() - statement.start() + grown;
                if (inSql < start) {
                    break;
                }
                if (inSql < start + fill.text().length()) {
                    return fill.start();
                }
                grown += fill.text().length() - (fill.end() - fill.start());
            }
        }
        return statement.start() + inSql - grown;
    }

    /** The data that follow a COPY … FROM stdin. */
    public String data(Statement copy) {
        return source.text().substring(copy.dataStart(), copy.dataEnd());
    }

    /** A failure at a placeholder of this script: {@code WHAT: 'value' (file:line:column)}. */
    public DevctlException bad(String what, Placeholder at, String hint) {
        return source.bad(what, source.text().substring(at.start(), at.end()), at.start(), hint);
    }
}
