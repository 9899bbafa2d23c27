package io.devctl.console;

import io.devctl.console.style.Durations;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.Event;
import io.devctl.model.PostgresStatus;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What happens, in lines that begin with what they are about; events that say nothing to act on have none, and what
 * services write is not among them. Remembers what it has said, so it belongs to one thread at a time.
 */
public final class EventText {
    private final Theme theme;
    private final MigrationLines migrations;
    private final ServiceLines services;

    /** Lines for one place. */
    public EventText(Theme theme, LongSupplier nanoTime) {
        this.theme = theme;
        this.migrations = new MigrationLines(theme, nanoTime);
        this.services = new ServiceLines(theme);
    }

    /** The lines for this event; one without a name stands for itself. */
    public List<NamedLine> lines(Event event) {
        if (event instanceof Event.Warning warning) {
            return warning(warning);
        }
        if (event instanceof Event.PostgresProgress progress) {
            return List.of(new NamedLine("postgres", SafeText.line(progress.what())));
        }
        if (event instanceof Event.PostgresReady ready) {
            // that it was running already is no news
            return ready.started() ? List.of(new NamedLine("postgres", postgresReady(ready))) : List.of();
        }
        if (event instanceof Event.Stopping stopping) {
            return List.of(new NamedLine("dev", SafeText.line(stopping.what())));
        }
        if (event instanceof Event.ServiceChanged changed) {
            return services.changed(changed);
        }
        return migrations.lines(event);
    }

    private List<NamedLine> warning(Event.Warning warning) {
        String hint = warning.hint();
        String text = ErrorText.warning(warning.message(), theme) + (hint == null ? "" : ErrorText.hint(hint, theme));
        return text.lines().map(line -> new NamedLine("", line)).toList();
    }

    /** {@code ready at 127.0.0.1:54321 (0.4 s)}. */
    private String postgresReady(Event.PostgresReady ready) {
        PostgresStatus status = ready.status();
        String at = " at " + SafeText.line(status.host()) + ":" + status.port();
        return theme.paint(Tone.GOOD, "ready") + at + " (" + Durations.text(ready.took()) + ")";
    }
}
