package io.devctl.config;

import io.devctl.config.keys.Fields;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.Section;
import io.devctl.config.yaml.Yaml;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code stop}. */
final class StopReader {
    private static final String PREFIX = "SIG";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    static final Key<String> SIGNAL = new Key<>(
            "signal",
            Kinds.choice(
                    "TERM", "INT", "QUIT", "HUP", "KILL", "USR1", "USR2", "SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP",
                    "SIGKILL", "SIGUSR1", "SIGUSR2"),
            "The signal that asks it to stop; TERM unless given");
    static final Key<Duration> TIMEOUT_KEY =
            new Key<>("timeout", Kinds.DURATION, "Killed after this; 10s unless given");
    static final Key<Yaml> COMMAND = new Key<>("command", Kinds.COMMAND, "Run instead of sending the signal");
    static final Section SECTION = Section.of("stop", SIGNAL, TIMEOUT_KEY, COMMAND);

    private StopReader() {}

    static StopConfig read(@Nullable Fields fields, Interpolation text) {
        if (fields == null) {
            return new StopConfig("TERM", TIMEOUT, null);
        }
        String signal = fields.get(SIGNAL, "TERM");
        Yaml command = fields.get(COMMAND);
        return new StopConfig(
                signal.startsWith(PREFIX) ? signal.substring(PREFIX.length()) : signal,
                fields.get(TIMEOUT_KEY, TIMEOUT),
                command == null ? null : CommandReader.read(command, text));
    }
}
