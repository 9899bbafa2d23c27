package io.devctl.migrate;

import io.devctl.migrate.files.Format;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Target;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the next migration of a set is called, by the convention of the files that are there, and where it goes. */
public final class NewMigration {
    private static final int LONGEST = 100;
    /** Numbers with more digits than this are times. */
    private static final int LONGEST_COUNT = 9;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DIESEL_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private NewMigration() {}

    /**
     * A file to write.
     *
     * @param template the name of the file in templates/ that it begins as
     */
    public record NewFile(Path path, String template) {}

    /**
     * The files of the next migration, the same in each folder of the set that is kept in step: one that has the newest
     * migration as well as the first folder does. Otherwise in the first alone.
     *
     * @throws DevctlException USAGE when the description makes no name, BAD_MIGRATION when the files there are cannot be read
     */
    public static List<NewFile> plan(MigrationSet set, String description, Instant now) {
        String words = words(description);
        Sources sources = Sources.load(List.of(target(set)), null).requireReadable();
        List<MigrationFile> files = sources.set(set).files().stream()
                .filter(file -> !file.repeatable())
                .toList();
        Format named = set.format();
        Format format = named != null
                ? named
                : files.isEmpty() ? Format.DEVCTL : files.get(0).format();
        String newest = files.isEmpty() ? "" : files.get(files.size() - 1).version();
        List<NewFile> planned = new ArrayList<>();
        for (Path folder : folders(set, files)) {
            planned.addAll(files(folder, format, newest, words, now));
        }
        return planned;
    }

    private static MigrationTarget target(MigrationSet set) {
        return new MigrationTarget(new Target(set.service(), null, "", set.engine()), set);
    }

    private static List<Path> folders(MigrationSet set, List<MigrationFile> files) {
        Path first = set.paths().get(0);
        if (files.isEmpty()) {
            return List.of(first);
        }
        MigrationFile newest = files.get(files.size() - 1);
        // the file itself or, in a format that has one for each migration, its folder
        Path entry = set.paths().stream()
                .filter(folder -> newest.path().startsWith(folder))
                .map(folder -> folder.relativize(newest.path()).getName(0))
                .findFirst()
                .orElse(newest.path());
        List<Path> same = set.paths().stream()
                .filter(folder -> Files.exists(folder.resolve(entry)))
                .toList();
        return same.contains(first) ? same : List.of(first);
    }

    private static List<NewFile> files(Path folder, Format format, String newest, String words, Instant now) {
        return switch (format) {
            case DEVCTL, SUPABASE ->
                List.of(new NewFile(folder.resolve(number(newest, now) + "_" + words + ".sql"), "migration.sql"));
            case DBMATE ->
                List.of(new NewFile(
                        folder.resolve(number(newest, now) + "_" + words + ".sql"), "migration-dbmate.sql"));
            case GOOSE ->
                List.of(new NewFile(folder.resolve(number(newest, now) + "_" + words + ".sql"), "migration-goose.sql"));
            case FLYWAY ->
                List.of(new NewFile(
                        folder.resolve("V" + flyway(newest, now) + "__" + words + ".sql"), "migration-up.sql"));
            case GOLANG_MIGRATE -> {
                String name = number(newest, now) + "_" + words;
                yield List.of(
                        new NewFile(folder.resolve(name + ".up.sql"), "migration-up.sql"),
                        new NewFile(folder.resolve(name + ".down.sql"), "migration-down.sql"));
            }
            case DIESEL -> {
                Path own = folder.resolve(diesel(newest, now) + "_" + words);
                yield List.of(
                        new NewFile(own.resolve("up.sql"), "migration-up.sql"),
                        new NewFile(own.resolve("down.sql"), "migration-down.sql"));
            }
        };
    }

    /** A time in UTC, or the next number where the files are counted; always after the newest. */
    private static String number(String newest, Instant now) {
        String time = TIME.format(now);
        if (newest.isEmpty() || !newest.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return time;
        }
        String next = new BigInteger(newest).add(BigInteger.ONE).toString();
        String padded = "0".repeat(Math.max(0, newest.length() - next.length())) + next;
        boolean counted = newest.length() <= LONGEST_COUNT;
        return counted || new BigInteger(time).compareTo(new BigInteger(next)) < 0 ? padded : time;
    }

    /** The last part of the newest version, counted on: {@code 2.4} after {@code 2.3}. */
    private static String flyway(String newest, Instant now) {
        if (newest.isEmpty()) {
            return "1";
        }
        int dot = Math.max(newest.lastIndexOf('.'), newest.lastIndexOf('_'));
        return newest.substring(0, dot + 1) + number(newest.substring(dot + 1), now);
    }

    private static String diesel(String newest, Instant now) {
        String time = DIESEL_TIME.format(now);
        String digits = newest.replace("-", "");
        String own = time.replace("-", "");
        if (digits.length() != own.length() || own.compareTo(digits) > 0) {
            return time;
        }
        String next = number(digits, Instant.EPOCH);
        return next.substring(0, 4) + "-" + next.substring(4, 6) + "-" + next.substring(6, 8) + "-" + next.substring(8);
    }

    /** The description as a part of a file's name. */
    private static String words(String description) {
        String plain = Normalizer.normalize(description.strip(), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replace("ß", "ss");
        String words = plain.replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
        boolean odd = description.chars().anyMatch(Character::isISOControl)
                || words.length() > LONGEST
                || words.chars().noneMatch(c -> c >= 'a' && c <= 'z');
        if (odd) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "not a description of a migration: '" + description.strip() + "'",
                    "a few words on what changes, in ASCII letters on one line of at most " + LONGEST
                            + " characters: \"add phone to users\"");
        }
        return words;
    }
}
