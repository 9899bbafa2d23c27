package io.devctl.migrate.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What matters of a script: its tokens as they stand, and between them one space or one line end, or nothing. */
final class Canonical {
    private static final int FULL = 1 << 16;

    /** What has not been digested yet: a script of many megabytes is not kept a second time. */
    private final StringBuilder text = new StringBuilder();

    private final MessageDigest digest = sha256Digest();
    private boolean begun;
    private boolean space;
    private boolean newline;

    void space(String white) {
        space = true;
        newline |= white.indexOf('\n') >= 0 || white.indexOf('\r') >= 0;
    }

    void token(String token) {
        if (begun && space) {
            text.append(newline ? '\n' : ' ');
        }
        append(token);
        space = false;
        newline = false;
    }

    /** A line of data, of which every character but its end matters. */
    void line(String line) {
        text.append('\n');
        append(line);
    }

    private void append(String part) {
        text.append(part);
        begun = true;
        if (text.length() > FULL) {
            digest();
        }
    }

    private void digest() {
        digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
    }

    /** The digest of all; to be asked for once. */
    String sha256() {
        digest();
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
