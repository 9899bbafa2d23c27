package io.devctl.migrate.files;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What is in a folder of migrations: the paths of files that may be migrations, by their name in it. */
final class Folder {
    /** Deeper than this nobody sorts migrations; a link to a folder above has an end here. */
    private static final int DEPTH = 4;

    private Folder() {}

    /**
     * The files of a folder, and those of the folders in it as {@code FOLDER/up.sql}; hidden ones left out.
     *
     * @param shown the folder as the user would type it
     */
    static NavigableMap<String, Path> list(Path folder, String shown) {
        NavigableMap<String, Path> found = new TreeMap<>();
        try {
            add(folder, "", DEPTH, found);
        } catch (IOException | DirectoryIteratorException e) {
            boolean missing = !Files.isDirectory(folder);
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION,
                    (missing ? "no such folder of migrations: '" : "cannot read folder of migrations: '") + shown + "'",
                    missing ? "mkdir -p " + folder : null,
                    e);
        }
        return found;
    }

    private static void add(Path folder, String prefix, int depth, NavigableMap<String, Path> found)
            throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path path : entries) {
                String name = String.valueOf(path.getFileName());
                boolean hidden = name.startsWith(".") || name.startsWith("#");
                if (!hidden && name.indexOf('.') > 0 && Files.isRegularFile(path)) {
                    found.put(prefix + name, path);
                } else if (!hidden && depth > 0 && !name.endsWith(".sql") && Files.isDirectory(path)) {
                    add(path, prefix + name + "/", depth - 1, found);
                } else if (!hidden && name.endsWith(".sql") && !Files.isDirectory(path)) {
                    // left out, it would be a migration that nobody misses
                    throw new DevctlException(
                            ExitCode.BAD_MIGRATION,
                            "not a file that can be read: '" + prefix + name + "' (" + path + ")",
                            "it may be a link to a file that is gone: mend or remove it");
                }
            }
        }
    }
}
