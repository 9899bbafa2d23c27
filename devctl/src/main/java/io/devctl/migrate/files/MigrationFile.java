package io.devctl.migrate.files;

import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.SourceText;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A migration there is a file for.
 *
 * @param format whose convention it follows
 * @param name its name in messages and reports, the same in every folder: the file's name with its ending
 * @param version the part of the name by which it is ordered; empty for a repeatable one
 * @param description the rest of the name
 * @param repeatable whether it runs again when its content changes, after all others
 * @param shown the file's path as the user would type it
 * @param path where it is
 * @param checksum of what matters in the part that is applied, see {@link Script#checksum()}; an edited down part is
 *     not an edited migration
 * @param downPath the file with the down part when that is a file of its own, else null
 * @param flywayChecksum the number that Flyway calls its checksum, of the text as it stands; null for another format
 * @param transactional false when a file beside it says that it must not run in a transaction; what it says itself is in
 *     {@link Script#transactional()}
 */
public record MigrationFile(
        Format format,
        String name,
        String version,
        String description,
        boolean repeatable,
        String shown,
        Path path,
        String checksum,
        @Nullable Path downPath,
        @Nullable String flywayChecksum,
        boolean transactional) {

    /** Reads the part that is applied, as it is now. BAD_MIGRATION when it cannot be understood. */
    public Script up() {
        return inMode(Parts.up(format, source(path, shown)));
    }

    /** Whether there is a down part, be it an empty one. Reads the file unless the down part is a file of its own. */
    public boolean hasDown() {
        return downPath != null || Parts.hasDown(format, source(path, shown));
    }

    /**
     * Reads the part that undoes it, as it is now; empty when there is none. A part without statements is there, and
     * undoes nothing. BAD_MIGRATION when it cannot be understood.
     */
    public Optional<Script> down() {
        if (downPath != null) {
            SourceText down = source(downPath, shownDown(downPath));
            return Optional.of(inMode(Script.read(down, 0, down.text().length())));
        }
        return Parts.down(format, source(path, shown));
    }

    private Script inMode(Script script) {
        return transactional ? script : script.withoutTransaction();
    }

    private String shownDown(Path down) {
        int slash = shown.lastIndexOf('/');
        return shown.substring(0, slash + 1) + down.getFileName();
    }

    static SourceText source(Path path, String shown) {
        return SourceText.decode(shown, bytes(path, shown));
    }

    static byte[] bytes(Path path, String shown) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION, "cannot read migration: '" + shown + "' (" + e + ")", null, e);
        }
    }
}
