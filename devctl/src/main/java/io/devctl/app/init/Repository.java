package io.devctl.app.init;

import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.EventSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The files of a repository, as far as they are its own. Paths are relative to its root, with slashes; the root is empty. */
final class Repository {
    /** A monorepo has its services two or three folders down, and Java's migrations five below them. */
    private static final int DEPTH = 9;

    /** Whatever has more is no repository that somebody wrote. */
    private static final int MOST_FILES = 100_000;

    /** Of a longer file, the beginning. */
    private static final int MOST_BYTES = 512 * 1024;

    /** Folders of other people's files, and of what is built. */
    private static final Set<String> FOREIGN = Set.of(
            "node_modules",
            "venv",
            "env",
            "target",
            "build",
            "dist",
            "out",
            "vendor",
            "bower_components",
            "__pycache__",
            "site-packages");

    private final Path root;
    private final List<String> files;
    private final Set<String> folders =
            new TreeSet<>(Comparator.comparingInt(Repository::depth).thenComparing(Comparator.naturalOrder()));

    private Repository(Path root, List<String> files) {
        this.root = root;
        this.files = files;
        folders.add("");
        for (String file : files) {
            for (String folder = parent(file); !folder.isEmpty(); folder = parent(folder)) {
                folders.add(folder);
            }
        }
    }

    /** Looks through a folder; what cannot be read is passed over. */
    static Repository at(Path root, EventSink events) {
        try (Activity activity = Activity.begin(events, "dev", "looking for files", new Amount(0, 0, "file"))) {
            Repository repository = at(root, activity);
            activity.done();
            return repository;
        }
    }

    private static Repository at(Path root, Activity activity) {
        List<String> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = String.valueOf(folder.getFileName());
                    boolean skipped = !folder.equals(root) && (name.startsWith(".") || FOREIGN.contains(name));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (Files.isRegularFile(file)) {
                        files.add(root.relativize(file).toString());
                        activity.more(1);
                    }
                    return files.size() < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(Comparator.comparingInt(Repository::depth).thenComparing(Comparator.naturalOrder()));
        return new Repository(root, files);
    }

    Path root() {
        return root;
    }

    /** Folders with files in or below them, the nearest to the root first. */
    List<String> folders() {
        return List.copyOf(folders);
    }

    boolean has(String folder, String file) {
        return Files.isRegularFile(root.resolve(join(folder, file)));
    }

    boolean isFolder(String folder) {
        return Files.isDirectory(root.resolve(folder));
    }

    /** The names of the files right in a folder whose name has this ending. */
    List<String> in(String folder, String ending) {
        return files.stream()
                .filter(file -> parent(file).equals(folder) && file.endsWith(ending))
                .map(file -> file.substring(file.lastIndexOf('/') + 1))
                .toList();
    }

    /** Files in or below a folder with one of these endings, the nearest first, tests left out. */
    List<String> below(String folder, String... endings) {
        List<String> found = new ArrayList<>();
        for (String file : files) {
            boolean inside = folder.isEmpty() || file.startsWith(folder + "/");
            if (inside && !isTest(file.substring(folder.isEmpty() ? 0 : folder.length() + 1))) {
                for (String ending : endings) {
                    if (file.endsWith(ending)) {
                        found.add(file);
                        break;
                    }
                }
            }
        }
        return found;
    }

    /** Whether a folder holds what tests work on, and no program of its own. */
    static boolean isOfTests(String folder) {
        String path = "/" + folder + "/";
        return path.contains("/test/")
                || path.contains("/tests/")
                || path.contains("/__tests__/")
                || path.contains("/fixtures/")
                || path.contains("/testdata/");
    }

    private static boolean isTest(String file) {
        String path = "/" + file;
        return path.contains("/test/")
                || path.contains("/tests/")
                || path.contains("/test_")
                || path.contains("_test.")
                || path.contains(".test.")
                || path.contains(".spec.");
    }

    /** A file's text; empty when there is none, or none that can be read. */
    String text(String file) {
        Path path = root.resolve(file);
        if (!Files.isRegularFile(path)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(path)) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** The folder of the nearest of these files in a folder or above it, within the repository; null when there is none. */
    @Nullable
    String nearest(String folder, String... names) {
        for (String at = folder; ; at = parent(at)) {
            for (String name : names) {
                if (has(at, name)) {
                    return at;
                }
            }
            if (at.isEmpty()) {
                return null;
            }
        }
    }

    static String join(String folder, String file) {
        return folder.isEmpty() ? file : folder + "/" + file;
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static int depth(String path) {
        return path.isEmpty() ? 0 : (int) path.chars().filter(c -> c == '/').count() + 1;
    }

    /** How {@code to} is written in {@code from}: {@code ../shared}. */
    static String relative(String from, String to) {
        String relative = Path.of(from).relativize(Path.of(to)).toString();
        return relative.isEmpty() ? "." : relative;
    }
}
