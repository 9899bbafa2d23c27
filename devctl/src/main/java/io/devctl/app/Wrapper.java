package io.devctl.app;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.template.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The script {@code ./dev} of a repository that does not build devctl: it finds the version that it names. */
public final class Wrapper {
    /** The script's name. */
    public static final String NAME = "dev";

    private Wrapper() {}

    /**
     * The script's text.
     *
     * @param version the one to look for: that of a distribution, {@code 0.1.0}
     */
    public static String text(String version) {
        return Templates.render("dev-wrapper", Map.of("version", version));
    }

    /**
     * Writes the script, executable, unless there is a file of this name; that one is never touched.
     *
     * @return whether it was written
     * @throws DevctlException UNAVAILABLE when the folder cannot be written
     */
    public static boolean write(Path folder, String version) {
        Path file = folder.resolve(NAME);
        if (Files.exists(file)) {
            return false;
        }
        try {
            Files.writeString(file, text(version));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            return true;
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot write '" + file + "'", "chmod u+w '" + folder + "'", e);
        }
    }
}
