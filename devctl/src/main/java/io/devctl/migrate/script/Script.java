package io.devctl.migrate.script;

import java.util.List;

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
 */
public record Script(
        SourceText source,
        String sendable,
        List<Statement> statements,
        boolean transactional,
        String checksum,
        int end) {
    public Script {
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
        return new Script(source, sendable, statements, false, checksum, end);
    }

    /** What the server gets of a statement, without a semicolon. */
    public String sql(Statement statement) {
        return sendable.substring(statement.start(), statement.end());
    }

    /** The data that follow a COPY … FROM stdin. */
    public String data(Statement copy) {
        return source.text().substring(copy.dataStart(), copy.dataEnd());
    }
}
