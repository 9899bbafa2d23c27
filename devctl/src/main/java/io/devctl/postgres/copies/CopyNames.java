package io.devctl.postgres.copies;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What the copies of one database are called in its server: {@code acme__snapshot__monday}. */
final class CopyNames {
    /** Postgres cuts names at 63 bytes; {@code __snapshot__} and the longest name leave this for the database's. */
    private static final int STEM = 21;

    private static final int DIGEST = 8;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,29}");

    private final String stem;

    CopyNames(String database) {
        this.stem = stem(database);
    }

    /** A snapshot, a clone, or one of the copies that nobody names. */
    String of(String kind, String name) {
        return prefix(kind) + name;
    }

    /** What all names of a kind begin with. */
    String prefix(String kind) {
        return stem + "__" + kind + "__";
    }

    /** A name that a user gave, if it can be one. */
    static String checked(String name) {
        if (NAME.matcher(name).matches()) {
            return name;
        }
        throw new DevctlException(
                ExitCode.USAGE,
                "not a name for a copy: '" + name + "'",
                "use 1 to 30 of a-z, 0-9, _ and -, beginning with a letter or a digit");
    }

    /** The database's name, or, where it is long, its beginning and a digest of all of it. */
    private static String stem(String database) {
        byte[] bytes = database.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= STEM) {
            return database;
        }
        StringBuilder beginning = new StringBuilder();
        int room = STEM - DIGEST - 1;
        for (int point : database.codePoints().toArray()) {
            room -= Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
            if (room < 0) {
                break;
            }
            beginning.appendCodePoint(point);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return beginning + "~" + HexFormat.of().formatHex(digest).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
