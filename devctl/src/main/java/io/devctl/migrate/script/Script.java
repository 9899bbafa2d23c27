package io.devctl.migrate.script;

import java.util.List;

/**
 * A script, read.
 *
 * @param source where it comes from
 * @param sendable the source's text, char for char, with spaces where psql commands stood
 * @param statements the statements to run, in order
 * @param transactional whether the file may run in a transaction: false when a comment in it says so
 * @param limits what comments in it ask for
 * @param checksum SHA-256 in hex of what matters in the part that is run: not line ends, white space at line ends and
 *     comments outside strings
 */
public record Script(
        SourceText source,
        String sendable,
        List<Statement> statements,
        boolean transactional,
        ScriptLimits limits,
        String checksum) {
    public Script {
        statements = List.copyOf(statements);
    }

    /** Reads a script. BAD_MIGRATION where psql would not understand it, or devctl cannot do what it says. */
    public static Script read(SourceText source) {
        return new ScriptReader(source).read();
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
