package io.devctl.supervise.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One entry of {@code inputs} or {@code watch}: a file, all in a folder, or a glob. */
public final class Glob {
    private static final Pattern SIGN = Pattern.compile("[*?\\[{]");
    private static final Set<String> NEVER = Set.of(".git", ".devctl");

    private final Path dir;
    private final boolean absolute;
    private final Path base;
    private final List<PathMatcher> matchers;
    /** How many folders below the base a file may lie that matches. */
    private final int depth;

    private Glob(Path dir, boolean absolute, Path base, List<PathMatcher> matchers, int depth) {
        this.dir = dir;
        this.absolute = absolute;
        this.base = base;
        this.matchers = matchers;
        this.depth = depth;
    }

    /**
     * What an entry means now: a name that exists is that name, whatever signs are in it.
     *
     * @param dir what a relative entry is relative to
     */
    public static Glob of(Path dir, String entry) {
        Path exact = dir.resolve(entry).normalize();
        boolean absolute = entry.startsWith("/");
        if (Files.exists(exact) || !SIGN.matcher(entry).find()) {
            return new Glob(dir, absolute, exact, List.of(), Integer.MAX_VALUE);
        }
        String plain = firstWithoutSign(entry);
        String rest = entry.substring(plain.length());
        int depth = rest.contains("**")
                ? Integer.MAX_VALUE
                : (int) rest.chars().skip(1).filter(c -> c == '/').count();
        return new Glob(dir, absolute, dir.resolve(plain).normalize(), matchers(entry), depth);
    }

    /** The file or folder in or below which everything lies that matches; it may not exist. */
    public Path base() {
        return base;
    }

    /** Whether it names this file. */
    public boolean matches(Path file) {
        if (matchers.isEmpty()) {
            return file.startsWith(base);
        }
        Path named = absolute ? file : relative(file);
        return matchers.stream().anyMatch(matcher -> matcher.matches(named));
    }

    /** Whether a file that it names may lie directly in this folder or deeper. */
    public boolean reaches(Path folder) {
        if (base.startsWith(folder)) {
            return true;
        }
        return folder.startsWith(base) && base.relativize(folder).getNameCount() <= depth;
    }

    /** Its files now. */
    public List<Path> files() throws IOException {
        if (Files.isRegularFile(base)) {
            return List.of(base);
        }
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(base)) {
            Files.walkFileTree(base, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return never(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (matches(file)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return found;
    }

    /** Whether a folder holds nothing that any entry could mean: git's own, and devctl's. */
    public static boolean never(Path folder) {
        return NEVER.contains(String.valueOf(folder.getFileName()));
    }

    private Path relative(Path file) {
        return file.startsWith(dir) ? dir.relativize(file) : file;
    }

    /** The part of the path before its first glob sign. */
    private static String firstWithoutSign(String entry) {
        Matcher sign = SIGN.matcher(entry);
        if (!sign.find()) {
            return entry;
        }
        int slash = entry.lastIndexOf('/', sign.start());
        return slash < 0 ? "" : slash == 0 ? "/" : entry.substring(0, slash);
    }

    /** Java's {@code a/**}{@code /b} does not match {@code a/b}; everybody else's does. */
    private static List<PathMatcher> matchers(String glob) {
        List<PathMatcher> matchers = new ArrayList<>();
        matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
        String shorter = glob.replace("/**/", "/");
        shorter = shorter.startsWith("**/") ? shorter.substring("**/".length()) : shorter;
        if (!shorter.equals(glob)) {
            matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + shorter));
        }
        return matchers;
    }
}
