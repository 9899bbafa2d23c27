package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.Statement;
import io.devctl.model.MigrationError;

/** A file that broke between its transactions, in words: what of it is done, what is not, and how to go on. */
final class Resumption {
    private static final int EXCERPT = 60;

    private final Script script;
    private final OpenTarget.Progress progress;

    private Resumption(Script script, OpenTarget.Progress progress) {
        this.script = script;
        this.progress = progress;
    }

    static Resumption of(Script script, OpenTarget.Progress progress) {
        return new Resumption(script, progress);
    }

    /** {@code statement 4 of 5 (line 7: create index concurrently i on …); the first 3 are done}. */
    String from() {
        int total = script.statements().size();
        if (progress.done() >= total) {
            return "its record; all " + total + " statements are done";
        }
        return "statement " + (progress.done() + 1) + " of " + total + " (line " + line(progress.done()) + ": "
                + excerpt(progress.done()) + "); " + done();
    }

    private String done() {
        return switch (progress.done()) {
            case 0 -> "nothing before it";
            case 1 -> "the first one is done";
            default -> "the first " + progress.done() + " are done";
        };
    }

    /** The error of the statement that broke, with the state of the others. */
    MigrationError told(MigrationError error) {
        int total = script.statements().size();
        int at = progress.done();
        if (at >= total) {
            return error;
        }
        StringBuilder words = new StringBuilder(error.message());
        if (at > 0) {
            String first = at == 1
                    ? "statement 1 of " + total + " (line " + line(0) + ") is done and stays"
                    : "statements 1 to " + at + " of " + total + " (lines " + line(0) + " to " + line(at - 1)
                            + ") are done and stay";
            words.append("\napplied: ").append(first);
        }
        words.append("\nnot applied: statement ")
                .append(at + 1)
                .append(" (line ")
                .append(line(at))
                .append(')');
        words.append(at + 1 < total ? " and those after it" : ", the last one");
        String goOn = "dev migrate goes on with statement " + (at + 1)
                + (at > 0 ? "; change nothing before line " + line(at) : "");
        String hint = error.hint();
        return new MigrationError(
                error.file(),
                error.line(),
                error.column(),
                error.sqlstate(),
                words.toString(),
                error.sourceLine(),
                hint == null ? goOn : hint + "; then " + goOn);
    }

    /** The connection broke while a statement ran that must not be run twice. */
    MigrationError unknown(MigrationFile file) {
        int line = line(progress.done());
        return new MigrationError(
                file.shown(),
                line,
                1,
                null,
                "whether statement " + (progress.done() + 1) + " of "
                        + script.statements().size()
                        + " was done is not known: an earlier run broke off while it ran, outside a transaction\n"
                        + "applied: " + (progress.done() == 0 ? "nothing before it" : done()) + "\nnot applied: "
                        + "those after it",
                script.source().line(line),
                "look into the database; then dev migrate --resume done if it was done, --resume again if not");
    }

    /** What was applied already is not what the file says any more. */
    static MigrationError edited(Script script, MigrationFile file, OpenTarget.Progress progress) {
        int done = progress.done();
        String what = done == 1 ? "first statement was" : "first " + done + " statements were";
        return Failures.of(
                file.shown(),
                "its " + what + " applied by an earlier run that broke, and now the file begins in another way\n"
                        + "the file has " + script.statements().size() + " statements now",
                "put the beginning back as it was; only what comes after statement " + done + " may change");
    }

    private int line(int statement) {
        Statement at = script.statements().get(statement);
        return script.source().place(at.start()).line();
    }

    private String excerpt(int statement) {
        String text = script.sql(script.statements().get(statement)).replaceAll("\\s+", " ");
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT - 1) + "…";
    }
}
