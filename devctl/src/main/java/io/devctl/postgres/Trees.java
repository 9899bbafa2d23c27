package io.devctl.postgres;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole folders: copied and deleted. */
final class Trees {
    private Trees() {}

    /**
     * Copies a folder with its modes and links to a place where nothing is yet. {@code cp} shares the blocks where the file
     * system can (APFS, btrfs, XFS) and is ahead of Java's own copy elsewhere too; Java steps in where it is missing.
     */
    static void copy(Path from, Path to) throws IOException {
        List<String> cp = Platform.isMac() ? List.of("cp", "-c", "-R", "-p") : List.of("cp", "-a");
        try {
            Program.Result result = Program.run(Program.command(cp, from.toString(), to.toString()));
            if (result.exitCode() == 0) {
                return;
            }
            delete(to);
        } catch (IOException noSuchProgram) {
            delete(to);
        }
        copyFiles(from, to);
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                return copyOne(folder);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                return copyOne(file);
            }

            private FileVisitResult copyOne(Path path) throws IOException {
                Path target = to.resolve(from.relativize(path).toString());
                Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Deletes a folder and all that is in it; links are deleted, not followed. Nothing happens when it is not there. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // someone else deletes too
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Deletes what interrupted work of this kind has left in a folder; the caller holds the lock under which it is done.
     * What cannot be deleted now, because a program of that work still writes, is deleted next time.
     */
    static void deleteLeftovers(Path folder, String glob) {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, glob)) {
            for (Path leftover : leftovers) {
                delete(leftover);
            }
        } catch (IOException | DirectoryIteratorException ignored) {
            // it has another name than anything that counts
        }
    }
}
