package io.devctl.migrate.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What matters of a script: its tokens as they stand, and between them one space or one line end, or nothing. */
final class Canonical {
    private final StringBuilder text = new StringBuilder();
    private boolean space;
    private boolean newline;

    void space(String white) {
        space = true;
        newline |= white.indexOf('\n') >= 0 || white.indexOf('\r') >= 0;
    }

    void token(String token) {
        if (text.length() > 0 && space) {
            text.append(newline ? '\n' : ' ');
        }
        text.append(token);
        space = false;
        newline = false;
    }

    /** A line of data, of which every character but its end matters. */
    void line(String line) {
        text.append('\n').append(line);
    }

    String sha256() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
