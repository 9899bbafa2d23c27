package io.devctl.migrate.engine;

import java.util.List;

/**
 * What an engine is told to do to one target.
 *
 * @param to names of the engine's own, one after the other
 */
public record Order(Verb verb, List<String> to) {
    /** What an engine can do. */
    public enum Verb {
        UPGRADE,
        DOWNGRADE,
        /** Records migrations as applied without running them. */
        STAMP,
        /** The same, and forgets whatever was recorded before. */
        PURGE,
        /** Says what it would send, and sends nothing. */
        SCRIPT
    }

    public Order {
        to = List.copyOf(to);
    }
}
