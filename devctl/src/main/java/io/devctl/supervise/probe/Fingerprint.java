package io.devctl.supervise.probe;

import io.devctl.supervise.unit.UnitSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A task's command and the names and content of its input files, as one short text. */
public final class Fingerprint {
    private static final Pattern GLOB_SIGN = Pattern.compile("[*?\\[{]");
    private static final Set<String> NEVER_INPUT = Set.of(".git", ".devctl");
    private static final int CHUNK = 65_536;

    private Fingerprint() {}

    /** The fingerprint now, 64 hexadecimal digits. An {@link IOException} when an input cannot be read. */
    public static String of(UnitSpec task) throws IOException {
        MessageDigest digest = sha256();
        for (String word : task.argv()) {
            add(digest, word);
        }
        SortedSet<Path> files = new TreeSet<>();
        for (String input : task.inputs()) {
            files.addAll(files(task.dir(), input));
        }
        for (Path file : files) {
            add(digest, name(task.dir(), file));
            digest.update(content(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Relative where possible, so that a moved checkout has the same fingerprint. */
    private static String name(Path dir, Path file) {
        return file.startsWith(dir) ? dir.relativize(file).toString() : file.toString();
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static byte[] content(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
        }
        return digest.digest();
    }

    /** The files that one entry of inputs names: a file, all in a folder, or a glob. */
    static List<Path> files(Path dir, String input) throws IOException {
        // a name that exists is that name, whatever signs are in it
        Path exact = dir.resolve(input).normalize();
        boolean glob = Files.notExists(exact) && GLOB_SIGN.matcher(input).find();
        Path plain = glob ? dir.resolve(firstWithoutGlob(input)).normalize() : exact;
        if (!glob && Files.isRegularFile(plain)) {
            return List.of(plain);
        }
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(plain)) {
            boolean absolute = input.startsWith("/");
            List<PathMatcher> matchers = glob ? matchers(input) : List.of();
            Files.walkFileTree(plain, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NEVER_INPUT.contains(String.valueOf(folder.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (matchers.isEmpty()
                            || matchers.stream().anyMatch(m -> m.matches(absolute ? file : dir.relativize(file)))) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return found;
    }

    /** The part of the path before its first glob sign. */
    private static String firstWithoutGlob(String input) {
        var sign = GLOB_SIGN.matcher(input);
        if (!sign.find()) {
            return input;
        }
        int slash = input.lastIndexOf('/', sign.start());
        return slash < 0 ? "" : slash == 0 ? "/" : input.substring(0, slash);
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
