package io.devctl.supervise.probe;

import io.devctl.supervise.files.Glob;
import io.devctl.supervise.unit.UnitSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;

/** A task's command and the names and content of its input files, as one short text. */
public final class Fingerprint {
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
            files.addAll(Glob.of(task.dir(), input).files());
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
