package io.devctl.migrate.files;

import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.SourceText;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the up and the down part of a file where its tool finds them. */
final class Parts {
    private static final Pattern DBMATE_UP = Pattern.compile("(?m)^--\\s*migrate:up(?:[ \\t\\r]*$|[ \\t]+\\S+)");
    private static final Pattern DBMATE_DOWN = Pattern.compile("(?m)^--\\s*migrate:down(?:[ \\t\\r]*$|[ \\t]+\\S+)");
    private static final Pattern GOOSE_UP = Pattern.compile("(?mi)^--\\s*\\+goose\\s+up\\s*$");
    private static final Pattern GOOSE_DOWN = Pattern.compile("(?mi)^--\\s*\\+goose\\s+down\\s*$");
    private static final Pattern GOOSE_NO_TRANSACTION = Pattern.compile("(?mi)^--\\s*\\+goose\\s+no transaction\\s*$");
    private static final Pattern GOOSE_VARIABLES = Pattern.compile("(?mi)^--\\s*\\+goose\\s+envsub on\\s*$");
    private static final Pattern DIESEL_TRANSACTION = Pattern.compile("(?m)^\\s*run_in_transaction\\s*=\\s*true\\b");
    private static final Pattern FLYWAY_NO_TRANSACTION =
            Pattern.compile("(?m)^\\s*executeInTransaction\\s*=\\s*false\\s*$");

    private Parts() {}

    static boolean isGoose(SourceText source) {
        return GOOSE_UP.matcher(source.text()).find();
    }

    static boolean isDbmate(SourceText source) {
        return DBMATE_UP.matcher(source.text()).find();
    }

    /** The part that is applied. */
    static Script up(Format format, SourceText source) {
        int end = source.text().length();
        return switch (format) {
            case DEVCTL, SUPABASE -> Script.read(refuseGoose(format, source));
            case FLYWAY, GOLANG_MIGRATE, DIESEL -> Script.read(refuseGoose(format, source), 0, end);
            case DBMATE ->
                Script.read(
                        source,
                        marker(format, source, DBMATE_UP, "-- migrate:up"),
                        marker(format, source, DBMATE_DOWN, "-- migrate:down"));
            case GOOSE -> {
                int start = marker(format, source, GOOSE_UP, "-- +goose Up");
                yield goose(source, start, find(source, GOOSE_DOWN, end));
            }
        };
    }

    /** Whether there is a down part in the file itself. */
    static boolean hasDown(Format format, SourceText source) {
        return down(format, source).isPresent();
    }

    /** The part in the file itself that undoes it. */
    static Optional<Script> down(Format format, SourceText source) {
        int end = source.text().length();
        int start = switch (format) {
            case DEVCTL, SUPABASE -> Script.read(source).end();
            case DBMATE -> find(source, DBMATE_DOWN, end);
            case GOOSE -> find(source, GOOSE_DOWN, end);
            case FLYWAY, GOLANG_MIGRATE, DIESEL -> end;
        };
        if (start >= end) {
            return Optional.empty();
        }
        return Optional.of(format == Format.GOOSE ? goose(source, start, end) : Script.read(source, start, end));
    }

    /** What a file beside a migration says of it. */
    static boolean mayUseTransaction(Format format, Path path, String shown) {
        if (format == Format.DIESEL) {
            Path metadata = path.resolveSibling("metadata.toml");
            // a file that does not say it means false: that is how diesel reads it
            return !Files.exists(metadata)
                    || DIESEL_TRANSACTION
                            .matcher(MigrationFile.source(metadata, beside(shown, "metadata.toml"))
                                    .text())
                            .find();
        }
        Path conf = path.resolveSibling(path.getFileName() + ".conf");
        return format != Format.FLYWAY
                || !Files.exists(conf)
                || !FLYWAY_NO_TRANSACTION
                        .matcher(MigrationFile.source(conf, shown + ".conf").text())
                        .find();
    }

    private static String beside(String shown, String name) {
        return shown.substring(0, shown.lastIndexOf('/') + 1) + name;
    }

    /** NO TRANSACTION is for the whole file, wherever it stands. */
    private static Script goose(SourceText source, int start, int end) {
        Matcher variables = GOOSE_VARIABLES.matcher(source.text());
        if (variables.find()) {
            throw bad(
                    source,
                    variables.start(),
                    "a goose file that takes variables from the environment: '-- +goose ENVSUB ON'",
                    "remove that line and declare them under `variables:`");
        }
        Script script = Script.read(source, start, end);
        return GOOSE_NO_TRANSACTION.matcher(source.text()).find() ? script.withoutTransaction() : script;
    }

    /** Read as another tool's, a goose file would be undone as soon as it was done. */
    private static SourceText refuseGoose(Format format, SourceText source) {
        Matcher goose = GOOSE_UP.matcher(source.text());
        if (goose.find()) {
            throw bad(
                    source,
                    goose.start(),
                    "a goose file among migrations that are read as " + format.key() + "'s: '-- +goose Up'",
                    "say `format: goose`, or take the line out");
        }
        return source;
    }

    private static int marker(Format format, SourceText source, Pattern pattern, String marker) {
        int at = find(source, pattern, -1);
        if (at < 0) {
            throw bad(
                    source,
                    0,
                    format.key() + " wants a line that this file lacks: '" + marker + "'",
                    "add it, or say whose the migrations are under `format:`");
        }
        return at;
    }

    private static int find(SourceText source, Pattern pattern, int none) {
        Matcher matcher = pattern.matcher(source.text());
        return matcher.find() ? matcher.start() : none;
    }

    private static DevctlException bad(SourceText source, int offset, String message, String hint) {
        SourceText.Place place = source.place(offset);
        return new DevctlException(
                ExitCode.BAD_MIGRATION,
                message + " (" + source.name() + ":" + place.line() + ":" + place.column() + ")",
                hint);
    }
}
