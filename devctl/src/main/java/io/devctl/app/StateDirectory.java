package io.devctl.app;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The folder {@code .devctl} beside services.yaml, in which an environment keeps everything it has of its own. */
public final class StateDirectory {
    /** Its name. */
    public static final String NAME = ".devctl";

    private StateDirectory() {}

    /** The folder of the environment rooted at {@code root}; made, private and out of git's sight, when there is none. */
    static Path create(Path root) {
        if (root.toString().indexOf('\n') >= 0) {
            // Postgres's own postmaster.pid has the folder on a line of its own
            throw new DevctlException(
                    ExitCode.CONFIG,
                    "a checkout's path must not have a line break in it: '" + root + "'",
                    "rename that folder");
        }
        Path directory = root.resolve(NAME);
        try {
            if (!Files.isDirectory(directory)) {
                // not createDirectory: another command may be making it at this moment
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path ignore = directory.resolve(".gitignore");
            if (!Files.exists(ignore)) {
                Files.writeString(ignore, "*\n");
            }
            return directory;
        } catch (IOException e) {
            if (Files.isDirectory(directory.resolve("run"))) {
                return directory;
            }
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "cannot write the environment's folder: '" + directory + "'",
                    "chmod u+w '" + root + "'",
                    e);
        }
    }

    /** The nearest one in {@code start} or above, for commands that work without services.yaml. */
    public static Optional<Path> find(Path start) {
        for (Path folder = start.toAbsolutePath().normalize(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(NAME))) {
                return Optional.of(folder.resolve(NAME));
            }
        }
        return Optional.empty();
    }
}
