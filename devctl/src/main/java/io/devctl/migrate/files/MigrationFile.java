package io.devctl.migrate.files;

import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.SourceText;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A migration there is a file for.
 *
 * @param name the file's name, with its ending: what the ledger holds
 * @param shown the file's path as the user would type it
 * @param path where it is
 * @param checksum of what matters in it, see {@link Script#checksum()}
 */
public record MigrationFile(String name, String shown, Path path, String checksum) {
    /** The part of a migration's name by which it is ordered: the digits in front. */
    public static String version(String name) {
        int i = 0;
        while (i < name.length() && name.charAt(i) >= '0' && name.charAt(i) <= '9') {
            i++;
        }
        return i == 0 ? name : name.substring(0, i);
    }

    /** Reads the file as it is now. */
    public Script read() {
        return read(path, shown);
    }

    static Script read(Path path, String shown) {
        return Script.read(SourceText.decode(shown, bytes(path, shown)));
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
