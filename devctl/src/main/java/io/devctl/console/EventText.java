package io.devctl.console;

import io.devctl.console.style.Durations;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.Event;
import io.devctl.model.PostgresStatus;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens, in lines that begin with what they are about; events that say nothing to act on have none, and what
 * services write is not among them. Remembers what it has said, so it belongs to one thread at a time.
 */
public final class EventText {
    private final Theme theme;
    private final MigrationLines migrations;
    private final ServiceLines services;
    private final LongSupplier nanoTime;
    /** Null until something takes long. */
    private @Nullable Activities activities;

    /** Lines for one place. */
    public EventText(Theme theme, LongSupplier nanoTime) {
        this.theme = theme;
        this.nanoTime = nanoTime;
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
        if (event.takesLong() && event instanceof Event.Progress progress) {
            return activities().take(progress, theme, nanoTime.getAsLong());
        }
        return migrations.lines(event);
    }

    /** What goes on and takes long; the same object each time. */
    public Activities activities() {
        Activities known = activities;
        if (known == null) {
            known = new Activities();
            activities = known;
        }
        return known;
    }

    /** Whether something goes on that takes long. */
    boolean isGoingOn() {
        Activities known = activities;
        return known != null && !known.isEmpty();
    }

    /** What is to be said of that now, where lines stay. */
    List<NamedLine> due() {
        return activities().due(nanoTime.getAsLong());
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
