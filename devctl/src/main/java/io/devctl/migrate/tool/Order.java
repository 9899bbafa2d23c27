package io.devctl.migrate.tool;

import java.util.List;

/**
 * What a tool is told to do to one target.
 *
 * @param to names of the tool's own, one after the other
 */
public record Order(Verb verb, List<String> to) {
    /** What a tool can do. */
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
