package io.devctl.migrate.tool;

import io.devctl.migrate.files.FileCache;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Finds files by globs and tells by their digests whether one has changed. */
final class ToolFiles {
    /** What is written anew without being changed, and other people's files; named in a glob they count all the same. */
    private static final Set<String> FOREIGN =
            Set.of("node_modules", "__pycache__", "venv", "site-packages", "target", "build", "dist", "deps", "_build");

    private final Path folder;
    private final Path base;
    private final FileCache cache;

    /**
     * Finds files for a service.
     *
     * @param base where lock files are looked for at the highest
     */
    ToolFiles(Path folder, Path base, FileCache cache) {
        this.folder = folder;
        this.base = base;
        this.cache = cache;
    }

    /** Digests by path, relative to the folder. BAD_MIGRATION for a file that cannot be read. */
    NavigableMap<String, String> matching(List<String> globs) {
        NavigableMap<String, String> found = new TreeMap<>();
        globs.forEach(glob -> add(folder, glob, found));
        return found;
    }

    /** The same, where a name that is not found is looked for in the folders above. */
    NavigableMap<String, String> matchingUpwards(List<String> globs) {
        NavigableMap<String, String> found = new TreeMap<>();
        for (String glob : globs) {
            Path at = folder;
            int before = found.size();
            add(at, glob, found);
            while (glob.indexOf('/') < 0
                    && found.size() == before
                    && !at.equals(base)
                    && at.startsWith(base)
                    && at.getParent() != null) {
                at = at.getParent();
                add(at, glob, found);
            }
        }
        return found;
    }

    /** Adds the words of a command that are files: a script is a part of the command that it is in. */
    void addPrograms(List<String> words, NavigableMap<String, String> found) {
        for (String word : words) {
            boolean plain = !word.isEmpty() && !word.startsWith("-") && word.indexOf('\0') < 0;
            if (plain && (word.indexOf('/') >= 0 || word.indexOf('.') > 0)) {
                Path file = folder.resolve(word);
                if (Files.isRegularFile(file)) {
                    found.put(word, digest(file));
                }
            }
        }
    }

    private void add(Path from, String glob, NavigableMap<String, String> found) {
        Path start = from;
        String rest = glob;
        for (int slash = rest.indexOf('/');
                slash >= 0 && isPlain(rest.substring(0, slash));
                slash = rest.indexOf('/')) {
            start = start.resolve(rest.substring(0, slash));
            rest = rest.substring(slash + 1);
        }
        start = start.normalize();
        if (isPlain(rest)) {
            Path file = start.resolve(rest);
            if (Files.isRegularFile(file)) {
                found.put(name(file), digest(file));
            }
            return;
        }
        if (!Files.isDirectory(start)) {
            return;
        }
        PathMatcher matcher = matcher(rest);
        // `**/x` is x in any folder, this one included
        PathMatcher here = rest.startsWith("**/") ? matcher(rest.substring(3)) : matcher;
        boolean hidden = rest.substring(rest.lastIndexOf('/') + 1).startsWith(".");
        boolean deep = rest.contains("**");
        int depth = deep
                ? Integer.MAX_VALUE
                : (int) rest.chars().filter(c -> c == '/').count() + 1;
        for (Path file : walk(start, depth, hidden)) {
            Path relative = start.relativize(file);
            if (matcher.matches(relative) || here.matches(relative)) {
                found.put(name(file), digest(file));
            }
        }
    }

    private static List<Path> walk(Path start, int depth, boolean hidden) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    String name = String.valueOf(directory.getFileName());
                    boolean skipped = !directory.equals(start) && (name.startsWith(".") || FOREIGN.contains(name));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = String.valueOf(file.getFileName());
                    boolean leftOver = name.endsWith("~") || name.endsWith(".pyc") || name.endsWith(".swp");
                    if (attributes.isRegularFile() && !leftOver && (hidden || !name.startsWith("."))) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof FileSystemLoopException || failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }
            });
        } catch (IOException e) {
            throw unreadable(start, e);
        }
        return files;
    }

    private static boolean isPlain(String segment) {
        return segment.chars().noneMatch(c -> "*?[]{}\\".indexOf(c) >= 0);
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    private String name(Path file) {
        return folder.relativize(file).toString().replace('\n', '?').replace('\t', '?');
    }

    private String digest(Path file) {
        try {
            return cache.remembered("tool", file, () -> {
                try {
                    return sha256(Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (UncheckedIOException e) {
            throw unreadable(file, new IOException(e.getMessage(), e));
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static DevctlException unreadable(Path file, IOException e) {
        return new DevctlException(
                ExitCode.BAD_MIGRATION, "cannot read: '" + file + "' (" + e + ")", "make it readable", e);
    }
}
