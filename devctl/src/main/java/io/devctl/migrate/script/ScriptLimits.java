package io.devctl.migrate.script;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits that a comment in a script asks for: {@code -- devctl: lock_timeout=5s statement_timeout=10min}.
 *
 * @param lock how long a statement may wait for a lock, zero for without end; null when the script does not say
 * @param statement how long a statement may take, zero for without end; null when the script does not say
 */
public record ScriptLimits(
        @Nullable Duration lock, @Nullable Duration statement) {
    /** A script that asks for nothing. */
    public static final ScriptLimits NONE = new ScriptLimits(null, null);
}
