package io.devctl.migrate.alembic;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a revision file, on one line: the content's checksum, then the revision's fields, or why they
 * cannot be read. Also the form in which Alembic's answers come.
 */
final class RevisionEntry {
    private static final String FIELD = "\u001f";
    private static final String ITEM = "\u001e";
    private static final String REVISION = "r";
    private static final String UNREADABLE = "u";
    private static final int FIELDS = 8;

    private RevisionEntry() {}

    static String of(String name, byte[] bytes) {
        String checksum = checksum(bytes);
        try {
            Revision revision = RevisionSource.read(name, name, bytes);
            return String.join(FIELD, REVISION, checksum, text(revision));
        } catch (RevisionSource.Unreadable e) {
            return String.join(
                    FIELD, UNREADABLE, checksum, String.valueOf(e.line()), escape(String.valueOf(e.getMessage())));
        }
    }

    private static String text(Revision revision) {
        return String.join(
                FIELD,
                String.valueOf(revision.line()),
                escape(revision.id()),
                items(revision.down()),
                items(revision.dependsOn()),
                items(revision.labels()),
                items(revision.replaces()),
                escape(revision.doc()));
    }

    static boolean isRevision(String entry) {
        return entry.startsWith(REVISION);
    }

    static String checksumOf(String entry) {
        return entry.split(FIELD, 3)[1];
    }

    static Revision revision(String entry, String shown) {
        Revision revision = parse(entry.split(FIELD, 3)[2], shown);
        if (revision == null) {
            throw new IllegalArgumentException("not a revision: " + entry);
        }
        return revision;
    }

    /** A revision of its fields; null when they are not what they should be. */
    static @Nullable Revision parse(String fields, String shown) {
        String[] field = fields.split(FIELD, -1);
        if (field.length != FIELDS - 1) {
            return null;
        }
        return new Revision(
                unescape(field[1]),
                list(field[2]),
                list(field[3]),
                list(field[4]),
                list(field[5]),
                unescape(field[6]),
                Integer.parseInt(field[0]),
                shown);
    }

    static RevisionFiles.Unreadable unreadable(String entry, Path path, String shown, int position) {
        String[] field = entry.split(FIELD, -1);
        return new RevisionFiles.Unreadable(
                path, shown, unescape(field[3]), Integer.parseInt(field[2]), position, field[1]);
    }

    private static String items(List<String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach(value -> text.append(escape(value)).append(ITEM));
        return text.toString();
    }

    private static List<String> list(String text) {
        List<String> values = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf(ITEM); end >= 0; end = text.indexOf(ITEM, from)) {
            values.add(unescape(text.substring(from, end)));
            from = end + 1;
        }
        return values;
    }

    /** Without characters below the space, which part fields and lines. */
    static String escape(String value) {
        boolean plain = value.indexOf('\\') < 0 && value.chars().noneMatch(c -> c < ' ');
        if (plain) {
            return value;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '\\') {
                text.append('\\').append((char) ('@' + (c == '\\' ? ' ' : c)));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                char code = (char) (text.charAt(i) - '@');
                value.append(code == ' ' ? '\\' : code);
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }

    static String checksum(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
