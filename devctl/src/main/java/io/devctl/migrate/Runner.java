package io.devctl.migrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Who this process is to others: to those who look at the server's sessions, and to those who read the history. */
final class Runner {
    /** Postgres cuts application_name after 63 bytes. */
    private static final int LONGEST_HOST = 40;

    /** {@code devctl on build-7, pid 4711}. */
    static final String NAME =
            "devctl on " + host() + ", pid " + ProcessHandle.current().pid();

    /** {@link #NAME} and what makes this run different from any other of the same name. */
    static final String RUN = NAME + ", run " + UUID.randomUUID().toString().substring(0, 8);

    private Runner() {}

    /** Without asking a name server, which may take seconds. */
    private static String host() {
        String name = System.getenv("HOSTNAME");
        if (name == null || name.isBlank()) {
            try {
                name = Files.readString(Path.of("/etc/hostname"));
            } catch (IOException unknown) {
                name = "";
            }
        }
        String plain = name.strip().replaceAll("[^A-Za-z0-9._-]", "");
        return plain.isEmpty() ? "this host" : plain.substring(0, Math.min(plain.length(), LONGEST_HOST));
    }
}
