package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** Folders and small files that only their owner may read, written so that a reader never sees half a file. */
public final class StateDirectory {
    private StateDirectory() {}

    /** Makes sure that the environment's {@code .devctl} is there, private and ignored by git. */
    public static Path make(Path stateDirectory) {
        try {
            if (!Files.isDirectory(stateDirectory)) {
                makePrivate(stateDirectory);
            }
            Path ignore = stateDirectory.resolve(".gitignore");
            if (!Files.exists(ignore)) {
                write(ignore, "*\n");
            }
            return stateDirectory;
        } catch (IOException e) {
            throw unusable(stateDirectory, e);
        }
    }

    /** Makes a folder, and its parents where they are missing, with mode 0700. */
    public static Path makePrivate(Path directory) throws IOException {
        return Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Replaces a file's content in one step; mode 0600. */
    public static void write(Path file, String content) throws IOException {
        // createTempFile would take 10 ms for its first random number, and every start of Postgres writes a record
        String unique = ProcessHandle.current().pid() + "-" + System.nanoTime();
        Path fresh = Files.createFile(
                file.toAbsolutePath().resolveSibling("." + file.getFileName() + unique + ".new"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, content, StandardCharsets.UTF_8);
            moveOver(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void moveOver(Path fresh, Path file) throws IOException {
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException ignored) {
            // some network file systems; a torn file heals, since every reader of these files expects one
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The error for a file or folder that cannot be written: says so when the disk is full, and how full. */
    public static DevctlException unusable(Path path, IOException cause) {
        String reason = cause instanceof FileSystemException named
                ? String.valueOf(named.getReason())
                : String.valueOf(cause.getMessage());
        if (reason.equals("null")) {
            reason = words(cause);
        }
        if (reason.toLowerCase(Locale.ROOT).contains("no space left")) {
            return new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "disk is full: '" + path + "' (" + freeBytes(path) + " bytes free)",
                    "make room, then run the command again",
                    cause);
        }
        return new DevctlException(
                ExitCode.UNAVAILABLE, "cannot use '" + path + "': " + reason, "ls -ld '" + path + "'", cause);
    }

    private static String words(IOException cause) {
        // NoSuchFileException → "no such file"
        String name = cause.getClass().getSimpleName().replaceAll("Exception$", "");
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    /** Bytes that this user can still write where the path is or would be; -1 when that cannot be asked. */
    public static long freeBytes(Path path) {
        Path existing = path.toAbsolutePath();
        while (existing != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        try {
            FileStore store = Files.getFileStore(existing == null ? path.getRoot() : existing);
            return store.getUsableSpace();
        } catch (IOException ignored) {
            return -1;
        }
    }
}
