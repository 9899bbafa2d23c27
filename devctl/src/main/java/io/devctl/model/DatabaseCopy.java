package io.devctl.model;

import java.time.Instant;

/**
 * A copy that a user made and named.
 *
 * @param name as the user gave it
 * @param database its name in the server
 * @param made when it was copied, by this machine's clock
 * @param bytes on disk, as the server counts them
 */
public record DatabaseCopy(Kind kind, String name, String database, Instant made, long bytes) {
    /** What it is for. */
    public enum Kind {
        /** To go back to; nobody can connect to it. */
        SNAPSHOT("snapshot"),
        /** A database to work with. */
        CLONE("clone");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** {@code snapshot} or {@code clone}. */
        public String word() {
            return word;
        }
    }
}
