package io.devctl.console.screen;

import io.devctl.model.Event;
import io.devctl.model.ServiceUsage;
import java.time.Duration;
import java.util.Map;

/** What a screen takes in. */
public sealed interface Input {
    /** Something happened in the environment. */
    record Happened(Event event) implements Input {}

    /** A key was pressed. */
    record Pressed(Key key) implements Input {}

    /** What services use of the machine, by name. */
    record Used(Map<String, ServiceUsage> usage) implements Input {
        public Used {
            usage = Map.copyOf(usage);
        }
    }

    /**
     * Everything that was wanted has settled.
     *
     * @param migrated whether every migration that was to be applied is
     */
    record Settled(boolean migrated, Duration took) implements Input {}

    /** Time has passed and nothing else. */
    record Passed() implements Input {}
}
