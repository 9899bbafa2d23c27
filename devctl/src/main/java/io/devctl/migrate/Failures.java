package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.SourceText;
import io.devctl.migrate.script.Statement;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** Turns the server's errors into errors at a place of a file. */
final class Failures {
    private static final Pattern IN_BODY = Pattern.compile("inline_code_block line (\\d+)");
    private static final Pattern IN_DATA = Pattern.compile("COPY .*, line (\\d+)");

    private Failures() {}

    /**
     * The error of a statement.
     *
     * @param index the statement that failed, -1 when it was none of the file's
     * @param offset where in the source the server points to, -1 when it does not
     */
    static MigrationError of(MigrationFile file, Script script, SqlFailure failure, int index, int offset) {
        SourceText source = script.source();
        SourceText.Place place = place(script, failure, index, offset);
        int line = place == null ? 0 : place.line();
        return new MigrationError(
                file.shown(),
                line,
                place == null ? 0 : place.column(),
                failure.sqlstate().isEmpty() ? null : failure.sqlstate(),
                words(failure),
                line == 0 ? null : source.line(line),
                hint(failure));
    }

    /** An error that is not about a place. */
    static MigrationError of(String file, String message, @Nullable String hint) {
        return new MigrationError(file, 0, 0, null, message, null, hint);
    }

    /** With the name of whoever held the lock, where it was for one that a migration gave up. */
    static TargetResult withBlocker(TargetResult result, @Nullable String blocker) {
        MigrationError error = result.error();
        if (blocker == null || error == null || !"55P03".equals(error.sqlstate())) {
            return result;
        }
        MigrationError told = new MigrationError(
                error.file(),
                error.line(),
                error.column(),
                error.sqlstate(),
                error.message() + "\nit waited for " + blocker,
                error.sourceLine(),
                error.hint());
        return new TargetResult(
                result.target(), result.outcome(), result.reason(), result.applied(), result.duration(), told);
    }

    private static SourceText.@Nullable Place place(Script script, SqlFailure failure, int index, int offset) {
        SourceText source = script.source();
        if (offset >= 0) {
            return source.place(offset);
        }
        if (index < 0) {
            return null;
        }
        Statement statement = script.statements().get(index);
        ServerErrorMessage said = failure.server();
        String where = said == null || said.getWhere() == null ? "" : said.getWhere();
        Matcher data = IN_DATA.matcher(where);
        if (statement.dataStart() >= 0 && data.find()) {
            int first = source.place(statement.dataStart()).line();
            return new SourceText.Place(first + Integer.parseInt(data.group(1)) - 1, 1);
        }
        Matcher body = IN_BODY.matcher(where);
        int dollar = source.text().indexOf('$', statement.start());
        if (body.find() && dollar >= 0 && dollar < statement.end()) {
            int line = source.place(dollar).line() + Integer.parseInt(body.group(1)) - 1;
            return source.place(firstWord(source, line));
        }
        return source.place(statement.start());
    }

    private static int firstWord(SourceText source, int line) {
        int offset = source.lineStart(line);
        while (offset < source.text().length() && " \t".indexOf(source.text().charAt(offset)) >= 0) {
            offset++;
        }
        return offset;
    }

    private static String words(SqlFailure failure) {
        ServerErrorMessage said = failure.server();
        String detail = said == null ? null : said.getDetail();
        return detail == null ? failure.words() : failure.words() + "\n" + detail;
    }

    private static @Nullable String hint(SqlFailure failure) {
        ServerErrorMessage said = failure.server();
        String theirs = said == null ? null : said.getHint();
        if (theirs != null && !failure.sqlstate().equals("55P04")) {
            return theirs;
        }
        String words = failure.words().toLowerCase(Locale.ROOT);
        return switch (failure.sqlstate()) {
            case "42P01", "3F000" -> "does an earlier migration make it? Files run in the order of their names";
            case "42704", "42883" ->
                words.contains("gen_random") || words.contains("type")
                        ? "if an extension brings it, add CREATE EXTENSION before it or name it under `extensions:`"
                        : null;
            case "42P07", "42710", "42701", "42723" ->
                "it is there already: if it was made by hand, drop it or use IF NOT EXISTS";
            case "42501" -> "grant that right to the role that devctl connects with, or connect as the owner";
            case "55P03" -> "somebody holds a lock on the table: dev migrate locks";
            case "57014" -> "raise `timeout:` of this service's migrations if it is meant to take this long";
            case "55P04" -> "put the statement into a later migration";
            default -> null;
        };
    }
}
