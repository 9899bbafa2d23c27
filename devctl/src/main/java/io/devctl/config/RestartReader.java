package io.devctl.config;

import io.devctl.config.keys.Fields;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.Section;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code restart}. */
final class RestartReader {
    private static final Duration BACKOFF = Duration.ofSeconds(1);

    static final Key<String> POLICY =
            new Key<>("policy", Kinds.choice("no", "on-failure", "always"), "When to restart; no unless given");
    static final Key<Duration> BACKOFF_KEY =
            new Key<>("backoff", Kinds.DURATION, "The pause before the first restart; 1s unless given");
    static final Key<Integer> MAX_RESTARTS =
            new Key<>("max_restarts", Kinds.COUNT, "Restarts in a row after which devctl gives up; 5 unless given");
    static final Section SECTION =
            Section.of("restart", POLICY, BACKOFF_KEY, MAX_RESTARTS).orJust(POLICY);

    private RestartReader() {}

    static RestartConfig read(@Nullable Fields fields) {
        if (fields == null) {
            return new RestartConfig(RestartConfig.Policy.NO, BACKOFF, null);
        }
        // whoever says how often and how soon, but not when, means failures
        boolean detailed = fields.has(BACKOFF_KEY) || fields.has(MAX_RESTARTS);
        RestartConfig.Policy policy = switch (fields.get(POLICY, detailed ? "on-failure" : "no")) {
            case "on-failure" -> RestartConfig.Policy.ON_FAILURE;
            case "always" -> RestartConfig.Policy.ALWAYS;
            default -> RestartConfig.Policy.NO;
        };
        return new RestartConfig(policy, fields.get(BACKOFF_KEY, BACKOFF), fields.get(MAX_RESTARTS));
    }
}
