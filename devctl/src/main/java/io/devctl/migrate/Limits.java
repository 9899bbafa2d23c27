package io.devctl.migrate;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a set's migrations may take. A comment in a file says otherwise for that file.
 *
 * @param lock how long a statement may wait for a lock, zero for without end; null for {@link MigrateOptions}' own
 * @param statement how long a statement may take, zero for without end
 * @param retries how often what failed for a passing reason is tried again
 */
public record Limits(@Nullable Duration lock, Duration statement, int retries) {
    /** Three: with pauses of about 0.5, 1 and 2 s that is enough for a deadlock, a restart of the server takes longer. */
    public static final int DEFAULT_RETRIES = 3;

    /** A minute for a statement, and the run's own patience for locks. */
    public static final Limits DEFAULT = new Limits(null, Duration.ofSeconds(60), DEFAULT_RETRIES);

    public Limits {
        Objects.requireNonNull(statement, "statement");
        if (retries < 0) {
            throw new IllegalArgumentException("retries: " + retries);
        }
    }
}
