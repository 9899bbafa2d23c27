package io.devctl.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Passwords that nobody has to remember, in files that only their owner reads. */
final class Passwords {
    /** In a data directory: the password with which it was made; gone once it has the checkout's own. */
    static final String INITIAL = "devctl.initial-password";

    private static final int BYTES = 18;

    private Passwords() {}

    /** 24 letters, digits, {@code -} and {@code _}: 144 random bits that need no quoting anywhere. */
    static String generate() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** The password in a file; empty when there is none. */
    static Optional<String> read(Path file) {
        try {
            // only the line's end: a user's own password may begin or end with a blank
            String text = Files.readString(file, StandardCharsets.UTF_8);
            String password = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            return password.isEmpty() ? Optional.empty() : Optional.of(password);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
