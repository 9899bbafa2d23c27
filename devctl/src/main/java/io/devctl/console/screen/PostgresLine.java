package io.devctl.console.screen;

import io.devctl.console.style.Durations;
import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.model.Event;
import io.devctl.model.PostgresStatus;

/** How Postgres is. */
final class PostgresLine {
    private String words = "waiting";
    private boolean ready;

    /** False for an event that is about something else. */
    boolean take(Event event) {
        if (event instanceof Event.PostgresProgress progress) {
            words = SafeText.line(progress.what());
            ready = false;
            return true;
        }
        if (event instanceof Event.PostgresReady up) {
            PostgresStatus status = up.status();
            String version = status.version() == null ? "" : " " + status.version();
            String at = status.host() + ":" + status.port() + ", " + status.provider() + version + ", database "
                    + status.database();
            words = SafeText.line(at) + (up.started() ? " (" + Durations.text(up.took()) + ")" : "");
            ready = true;
            return true;
        }
        return false;
    }

    boolean isReady() {
        return ready;
    }

    /** {@code ✓ postgres  127.0.0.1:54321, embedded 18.6, database acme (0.4 s)}. */
    String line(Theme theme) {
        return theme.mark(ready ? Mark.DONE : Mark.BUSY) + " postgres  " + words;
    }
}
