package io.devctl.supervise.control;

import io.devctl.supervise.process.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the control socket is: in the run folder, or, when that path is too long for a socket, in a private one. */
public final class SocketPath {
    /** Linux takes 107 bytes, macOS 103. */
    private static final int LONGEST = 100;

    private SocketPath() {}

    /** The socket of this environment; the folder that it lies in is made when necessary. */
    public static Path of(RunDirectory run) throws IOException {
        Path plain = run.root().resolve("control.sock");
        if (length(plain) <= LONGEST) {
            return plain;
        }
        String name = run.markPrefix().replace("/", "") + ".sock";
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        Path folder = runtime == null || !Path.of(runtime).isAbsolute()
                ? null
                : privateFolder(Path.of(runtime, "devctl"), run);
        if (folder == null || length(folder.resolve(name)) > LONGEST) {
            folder = privateFolder(Path.of("/tmp", "devctl-" + user()), run);
        }
        if (folder == null) {
            throw new IOException("/tmp/devctl-" + user() + " belongs to somebody else");
        }
        return folder.resolve(name);
    }

    private static String user() {
        return System.getProperty("user.name", "user").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
    }

    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Null when there is something else there, or somebody else's. */
    private static @Nullable Path privateFolder(Path folder, RunDirectory run) {
        try {
            if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            PosixFileAttributes attributes =
                    Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean ours = attributes.isDirectory()
                    && PosixFilePermissions.toString(attributes.permissions()).equals("rwx------")
                    && attributes.owner().equals(Files.getOwner(run.root()));
            return ours ? folder : null;
        } catch (IOException notOurs) {
            return null;
        }
    }
}
