package io.devctl.migrate.alembic;

import io.devctl.migrate.files.FileCache;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The revision files of a project, found where Alembic finds them and read without running them. */
public final class RevisionFiles {
    private final AlembicSettings settings;
    private final Path root;
    private final FileCache cache;

    /**
     * What was found.
     *
     * @param revisions in the order in which Alembic loads them
     * @param unreadable files whose revision has to be asked of Alembic, with the reason
     */
    public record Found(List<Revision> revisions, List<Unreadable> unreadable) {
        public Found {
            revisions = List.copyOf(revisions);
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * A file that does not say its revision in plain words.
     *
     * @param why the end of a sentence about the file: {@code computes `revision`}
     * @param line from 1, or 0 when it is about the whole file
     * @param position its place among all files, in the order in which Alembic loads them
     * @param checksum of its content
     */
    public record Unreadable(Path path, String shown, String why, int line, int position, String checksum) {
        /** The file and the line: {@code versions/1a2b_x.py:12}. */
        public String place() {
            return line == 0 ? shown : shown + ":" + line;
        }
    }

    /**
     * The files of a project.
     *
     * @param root what paths in messages are relative to
     * @param cache what files that have not changed contain; the caller saves it
     */
    public RevisionFiles(AlembicSettings settings, Path root, FileCache cache) {
        this.settings = settings;
        this.root = root.toAbsolutePath().normalize();
        this.cache = cache;
    }

    /**
     * Reads what has changed since the cache was written.
     *
     * @throws DevctlException BAD_MIGRATION when a folder or a file cannot be read, or a compiled file has no source
     */
    public Found read() {
        List<Revision> revisions = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        int position = 0;
        for (Path path : list()) {
            String shown = shown(path);
            String entry = entry(path, shown);
            if (RevisionEntry.isRevision(entry)) {
                revisions.add(RevisionEntry.revision(entry, shown));
            } else {
                unreadable.add(RevisionEntry.unreadable(entry, path, shown, position));
            }
            position++;
        }
        return new Found(revisions, unreadable);
    }

    private String entry(Path path, String shown) {
        try {
            return cache.remembered(
                    "alembic", path, () -> RevisionEntry.of(String.valueOf(path.getFileName()), bytes(path, shown)));
        } catch (IOException e) {
            throw unreadable(shown, e);
        }
    }

    private static byte[] bytes(Path path, String shown) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw unreadable(shown, e);
        }
    }

    private static DevctlException unreadable(String shown, Exception e) {
        return new DevctlException(
                ExitCode.BAD_MIGRATION, "cannot read migration: '" + shown + "' (" + e + ")", null, e);
    }

    /** In the order in which Alembic loads them; a file that is reached in two ways counts once. */
    private List<Path> list() {
        Map<Path, Path> found = new LinkedHashMap<>();
        for (Path folder : settings.versions()) {
            if (Files.isDirectory(folder)) {
                list(folder, found);
            }
        }
        return List.copyOf(found.values());
    }

    private void list(Path folder, Map<Path, Path> found) {
        Set<String> names = new HashSet<>();
        List<Path> files = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                names.add(name);
                if (isRevision(name)) {
                    files.add(entry);
                } else if (settings.recursive() && !name.contains(".py")) {
                    folders.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(shown(folder), e);
        }
        sort(files);
        for (Path file : files) {
            Path real = real(file);
            if (real != null) {
                found.putIfAbsent(real, file);
            }
        }
        if (settings.sourceless()) {
            refuseSourceless(folder, names);
        }
        sort(folders);
        for (Path each : folders) {
            if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                    && !String.valueOf(each.getFileName()).endsWith("__pycache__")) {
                list(each, found);
            }
        }
    }

    /** The revision that a file of this name and content has; empty where it does not say. */
    public static Optional<Revision> revision(String name, byte[] content) {
        String entry = RevisionEntry.of(name, content);
        return RevisionEntry.isRevision(entry) ? Optional.of(RevisionEntry.revision(entry, name)) : Optional.empty();
    }

    /** Alembic's own pattern: {@code (?!\.\#|__init__)(.*\.py)$}. */
    private static boolean isRevision(String name) {
        return name.endsWith(".py") && !name.startsWith(".#") && !name.startsWith("__init__");
    }

    /** As Python sorts names: by code points, which are not the same as UTF-16 units. */
    private static void sort(List<Path> paths) {
        paths.sort(Comparator.comparing(
                path -> String.valueOf(path.getFileName()).codePoints().toArray(), Arrays::compare));
    }

    /** Where a file really is; null for a folder. */
    private @Nullable Path real(Path file) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (seen.isSymbolicLink()) {
                return Files.isDirectory(file) ? null : file.toRealPath();
            }
            return seen.isDirectory() ? null : file;
        } catch (IOException e) {
            throw unreadable(shown(file), e);
        }
    }

    private void refuseSourceless(Path folder, Set<String> names) {
        List<String> compiled = new ArrayList<>(names);
        Path cached = folder.resolve("__pycache__");
        if (Files.isDirectory(cached)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(cached)) {
                entries.forEach(entry -> compiled.add(String.valueOf(entry.getFileName())));
            } catch (IOException | DirectoryIteratorException e) {
                throw unreadable(shown(cached), e);
            }
        }
        for (String name : compiled) {
            boolean bytecode = name.endsWith(".pyc") || name.endsWith(".pyo");
            String stem = name.substring(0, Math.max(0, name.indexOf('.')));
            if (bytecode && !stem.startsWith("__init__") && !names.contains(stem + ".py")) {
                throw new DevctlException(
                        ExitCode.BAD_MIGRATION,
                        "compiled migration without its source: '" + name + "' (" + shown(folder) + ")",
                        "delete it, or bring back " + stem + ".py: devctl reads sources only");
            }
        }
    }

    private String shown(Path path) {
        Path full = path.toAbsolutePath().normalize();
        return full.startsWith(root) ? root.relativize(full).toString() : full.toString();
    }
}
