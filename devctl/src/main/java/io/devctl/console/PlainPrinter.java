package io.devctl.console;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.console.style.Durations;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.LogLine;
import io.devctl.model.PostgresStatus;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Prints what happens, a line at a time, with no cursor movement: for pipes, pipelines and {@code --plain}. Events that
 * say nothing to act on are left out. May be used from any thread; lines never mix.
 */
public final class PlainPrinter implements EventSink {
    private final PrintStream out;
    private final Theme theme;
    private final NameColumn names;

    @GuardedBy("this")
    private final MigrationLines migrations;

    @GuardedBy("this")
    private final ServiceLines services;

    /**
     * A printer to a stream, which it flushes after each event and never closes.
     *
     * @param services the names that will occur, in the order of services.yaml: the column is made as wide as they are
     */
    public PlainPrinter(PrintStream out, Theme theme, Collection<String> services) {
        this(out, theme, services, System::nanoTime);
    }

    PlainPrinter(PrintStream out, Theme theme, Collection<String> services, LongSupplier nanoTime) {
        this.out = out;
        this.theme = theme;
        this.names = new NameColumn(theme, services);
        this.migrations = new MigrationLines(theme, nanoTime);
        this.services = new ServiceLines(theme);
    }

    @Override
    public synchronized void emit(Event event) {
        StringBuilder text = new StringBuilder();
        for (String line : lines(event)) {
            text.append(line).append('\n');
        }
        if (text.length() > 0) {
            out.print(text);
            out.flush();
        }
    }

    @GuardedBy("this")
    private List<String> lines(Event event) {
        if (event instanceof Event.Logged logged) {
            return List.of(log(logged.line()));
        }
        if (event instanceof Event.Warning warning) {
            return warning(warning);
        }
        if (event instanceof Event.PostgresProgress progress) {
            return List.of(names.event("postgres", SafeText.line(progress.what())));
        }
        if (event instanceof Event.PostgresReady ready) {
            // that it was running already is no news
            return ready.started() ? List.of(names.event("postgres", postgresReady(ready))) : List.of();
        }
        if (event instanceof Event.Stopping stopping) {
            return List.of(names.event("dev", SafeText.line(stopping.what())));
        }
        if (event instanceof Event.ServiceChanged changed) {
            return named(services.changed(changed));
        }
        return named(migrations.lines(event));
    }

    private List<String> named(List<NamedLine> lines) {
        List<String> text = new ArrayList<>(lines.size());
        for (NamedLine line : lines) {
            text.add(names.event(line.name(), line.text()));
        }
        return text;
    }

    /** {@code auth_api | text}, with the service's own colours. */
    private String log(LogLine line) {
        String text = SafeText.log(line.text(), theme.features().colour());
        boolean note = line.stream() == LogLine.Stream.NOTE;
        return names.log(line.service(), note ? theme.paint(Tone.FAINT, SafeText.log(line.text(), false)) : text);
    }

    private List<String> warning(Event.Warning warning) {
        String hint = warning.hint();
        String text = ErrorText.warning(warning.message(), theme) + (hint == null ? "" : ErrorText.hint(hint, theme));
        return text.lines().toList();
    }

    /** {@code ready at 127.0.0.1:54321 (0.4 s)}. */
    private String postgresReady(Event.PostgresReady ready) {
        PostgresStatus status = ready.status();
        String at = " at " + SafeText.line(status.host()) + ":" + status.port();
        return theme.paint(Tone.GOOD, "ready") + at + " (" + Durations.text(ready.took()) + ")";
    }
}
