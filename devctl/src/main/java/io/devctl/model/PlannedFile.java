package io.devctl.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A migration that would be applied to a target.
 *
 * @param statements how many it has; {@link #UNKNOWN} where only another tool can tell
 * @param outside how many of them run outside a transaction
 * @param from where an earlier run that broke would be gone on with, in words; null when it begins at the beginning
 */
public record PlannedFile(
        String name, int statements, int outside, @Nullable String from) {
    /** Of a migration that another tool applies. */
    public static final int UNKNOWN = -1;

    public PlannedFile {
        Objects.requireNonNull(name, "name");
    }
}
