package io.devctl.migrate.check;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.model.DevctlException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of a set as the base has them, by their paths in the set's folders: for most conventions that is the
 * file's name.
 *
 * @param revision as the user named it
 * @param folders the set's
 * @param tip those that the base has now: what a merge will find there
 * @param contents those that the base and this checkout have in common: what was there when they parted
 */
record BaseFiles(String revision, List<Path> folders, SortedSet<String> tip, Map<String, byte[]> contents) {
    static BaseFiles none() {
        return new BaseFiles("", List.of(), Collections.emptySortedSet(), Map.of());
    }

    /** Where a file is within its folder. */
    String key(MigrationFile file) {
        String inside = inside(file.path());
        return inside == null ? file.name() : inside;
    }

    /** The same of any file; its name alone where it is in none of them. */
    String key(Path path) {
        String inside = inside(path);
        return inside == null ? String.valueOf(path.getFileName()) : inside;
    }

    private @Nullable String inside(Path file) {
        for (Path folder : folders) {
            Path full = folder.toAbsolutePath().normalize();
            Path path = file.toAbsolutePath().normalize();
            if (path.startsWith(full)) {
                return full.relativize(path).toString();
            }
        }
        return null;
    }

    /** Whether the file is not there yet. */
    boolean isNew(MigrationFile file) {
        String key = key(file);
        return !contents.containsKey(key) && !tip.contains(key);
    }

    /**
     * Whether the file is there with the same content; comments and white space do not count. One that could not be read
     * there was never applied, and may be mended.
     */
    boolean isUnchanged(MigrationFile file) {
        byte[] content = contents.get(key(file));
        if (content == null) {
            return false;
        }
        String checksum = checksum(file, content);
        return checksum == null || checksum.equals(file.checksum());
    }

    /** What the checksum of a content would be by the convention of a file; null when it cannot be read. */
    static @Nullable String checksum(MigrationFile file, byte[] content) {
        try {
            return file.checksumOf(content);
        } catch (DevctlException broken) {
            return null;
        }
    }

    /** The versions of the base's files whose names begin with a number, each with its file. */
    Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        for (String key : tip) {
            int end = 0;
            while (end < key.length() && key.charAt(end) >= '0' && key.charAt(end) <= '9') {
                end++;
            }
            if (end > 0 && end < key.length() && key.charAt(end) == '_' && key.indexOf('/') < 0) {
                versions.put(key.substring(0, end), key);
            }
        }
        return versions;
    }
}
