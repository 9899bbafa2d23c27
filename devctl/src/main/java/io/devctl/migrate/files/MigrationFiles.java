package io.devctl.migrate.files;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads folders of migrations named {@code YYYYMMDDHHMMSS_description.sql}. */
public final class MigrationFiles {
    /** The ledger's column holds no more. */
    private static final int LONGEST_NAME = 255;

    private static final Pattern NAME = Pattern.compile("[0-9]{14}_.+\\.sql");
    private static final String NAME_HINT =
            "rename it to YYYYMMDDHHMMSS_description.sql, for example 20250101000001_create_users.sql";

    private final Path base;
    private final FileCache cache;

    /** @param base what paths in messages are relative to */
    public MigrationFiles(Path base, FileCache cache) {
        this.base = base.toAbsolutePath().normalize();
        this.cache = cache;
    }

    /**
     * The migrations of all folders in the order in which they run. BAD_MIGRATION when a name does not match, a file
     * cannot be read as SQL, or two files of one name differ.
     */
    public List<MigrationFile> load(List<Path> folders) {
        Map<String, MigrationFile> merged = new TreeMap<>();
        for (Path folder : folders) {
            for (Path path : list(folder)) {
                MigrationFile file = file(path);
                MigrationFile other = merged.putIfAbsent(file.name(), file);
                if (other != null && !other.checksum().equals(file.checksum())) {
                    throw differ(other, file);
                }
            }
        }
        return List.copyOf(merged.values());
    }

    private List<Path> list(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path path : entries) {
                if (isMigration(path)) {
                    found.add(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            boolean missing = !Files.isDirectory(folder);
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION,
                    (missing ? "no such folder of migrations: '" : "cannot read folder of migrations: '")
                            + shown(folder) + "'",
                    missing ? "create it, or correct `paths:` in services.yaml" : null,
                    e);
        }
        return found;
    }

    private boolean isMigration(Path path) {
        String name = name(path);
        String lower = name.toLowerCase(Locale.ROOT);
        boolean ours = lower.endsWith(".sql") && !name.startsWith(".") && !name.startsWith("#");
        if (!ours || lower.endsWith(".down.sql") || !Files.isRegularFile(path)) {
            return false;
        }
        if (!NAME.matcher(name).matches()) {
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION,
                    "migration's name does not match: '" + name + "' (" + shown(path) + ")",
                    NAME_HINT);
        }
        if (name.length() > LONGEST_NAME) {
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION,
                    "migration's name is longer than " + LONGEST_NAME + " characters: '" + name + "'",
                    "shorten it");
        }
        return true;
    }

    private MigrationFile file(Path path) {
        String shown = shown(path);
        try {
            Path real = path.toAbsolutePath();
            String checksum = cache.remembered(
                    real,
                    () -> Parts.up(Format.DEVCTL, MigrationFile.source(real, shown))
                            .checksum());
            String name = name(path);
            int end = name.indexOf('_');
            Path down = real.resolveSibling(name.substring(0, name.length() - ".sql".length()) + ".down.sql");
            return new MigrationFile(
                    Format.DEVCTL,
                    name,
                    name.substring(0, end),
                    name.substring(end + 1, name.length() - ".sql".length()),
                    false,
                    shown,
                    real,
                    checksum,
                    Files.isRegularFile(down) ? down : null);
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION, "cannot read migration: '" + shown + "' (" + e + ")", null, e);
        }
    }

    private String shown(Path path) {
        Path full = path.toAbsolutePath().normalize();
        return full.startsWith(base) ? base.relativize(full).toString() : full.toString();
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static DevctlException differ(MigrationFile one, MigrationFile two) {
        String[] left = lines(one);
        String[] right = lines(two);
        int line = 0;
        while (line < left.length && line < right.length && left[line].equals(right[line])) {
            line++;
        }
        return new DevctlException(
                ExitCode.BAD_MIGRATION,
                "two migrations have one name and differ: '" + one.name() + "' (" + one.shown() + ":" + (line + 1)
                        + ", " + two.shown() + ":" + (line + 1) + ")\n"
                        + "  " + one.shown() + ": " + line(left, line) + "\n"
                        + "  " + two.shown() + ": " + line(right, line),
                "keep one of them, or rename one");
    }

    private static String line(String[] lines, int index) {
        return index < lines.length ? lines[index] : "(ends before)";
    }

    private static String[] lines(MigrationFile file) {
        return MigrationFile.source(file.path(), file.shown())
                .text()
                .replace("\r\n", "\n")
                .split("\n");
    }
}
