package io.devctl.console;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.console.style.Theme;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.LogLine;
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
    private final EventText text;

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
        this.text = new EventText(theme, nanoTime);
    }

    @Override
    public synchronized void emit(Event event) {
        StringBuilder all = new StringBuilder();
        for (String line : lines(event)) {
            all.append(line).append('\n');
        }
        if (all.length() > 0) {
            out.print(all);
            out.flush();
        }
    }

    @GuardedBy("this")
    private List<String> lines(Event event) {
        if (event instanceof Event.Logged logged) {
            return List.of(log(logged.line()));
        }
        List<NamedLine> named = text.lines(event);
        List<String> lines = new ArrayList<>(named.size());
        for (NamedLine line : named) {
            lines.add(line.name().isEmpty() ? line.text() : names.event(line.name(), line.text()));
        }
        return lines;
    }

    /** {@code auth_api | text}, with the service's own colours. */
    private String log(LogLine line) {
        return names.log(line.service(), LogText.painted(line, theme));
    }
}
