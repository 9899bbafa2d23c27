package io.devctl.console;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.console.style.Theme;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.LogLine;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Prints what happens, a line at a time; events that say nothing to act on are left out. What takes long is told of with a
 * line now and then or, where that is wanted, in lines at the bottom of a terminal that change. May be used from any
 * thread; lines never mix.
 */
public final class PlainPrinter implements EventSink, AutoCloseable {
    /** In ms; a rate and the time left change by themselves. */
    private static final long BETWEEN_LOOKS = 500;

    private final PrintStream out;
    private final Theme theme;
    private final NameColumn names;
    private final LongSupplier nanoTime;
    private final Progress progress;

    @GuardedBy("this")
    private final EventText text;

    /** Null until something takes long. */
    @GuardedBy("this")
    private @Nullable ProgressBar bar;

    @GuardedBy("this")
    private @Nullable Thread clock;

    @GuardedBy("this")
    private boolean over;

    /** How to tell of what takes long. */
    public enum Progress {
        /** Not at all, for whoever wants the result alone. */
        NONE,
        /** In lines that stay: for pipes, pipelines and {@code --plain}. */
        LINES,
        /** In lines that change, which takes a terminal. */
        CHANGING
    }

    /**
     * A printer to a stream, which it flushes after each event and never closes.
     *
     * @param services the names that will occur, in the order of services.yaml: the column is made as wide as they are
     */
    public PlainPrinter(PrintStream out, Theme theme, Collection<String> services, Progress progress) {
        this(out, theme, services, progress, System::nanoTime);
    }

    PlainPrinter(PrintStream out, Theme theme, Collection<String> services, Progress progress, LongSupplier nanoTime) {
        this.out = out;
        this.theme = theme;
        this.names = new NameColumn(theme, services);
        this.progress = progress;
        this.nanoTime = nanoTime;
        this.text = new EventText(theme, nanoTime);
    }

    @Override
    public synchronized void emit(Event event) {
        String said = said(event);
        if (bar == null && progress == Progress.CHANGING && !over && event.takesLong()) {
            bar = new ProgressBar(out, theme, text.activities());
        }
        ProgressBar shown = bar;
        if (shown == null) {
            print(said);
        } else {
            shown.take(event, said, nanoTime.getAsLong());
        }
        if (clock == null && isGoingOn()) {
            Thread thread = new Thread(this::tick, "progress");
            thread.setDaemon(true);
            thread.start();
            clock = thread;
        }
    }

    @GuardedBy("this")
    private String said(Event event) {
        if (event instanceof Event.Logged logged) {
            return log(logged.line()) + "\n";
        }
        List<NamedLine> lines = text.lines(event);
        boolean unwanted = progress == Progress.NONE && event.takesLong() && event instanceof Event.Progress;
        // the bar says it
        boolean shown = bar != null && event instanceof Event.MigrationApplied;
        return unwanted || shown ? "" : joined(lines);
    }

    @GuardedBy("this")
    private boolean isGoingOn() {
        ProgressBar shown = bar;
        boolean going = shown == null ? progress == Progress.LINES && text.isGoingOn() : shown.isGoingOn();
        return going && !over;
    }

    private synchronized void tick() {
        try {
            while (isGoingOn()) {
                look();
                wait(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clock = null;
        }
    }

    /** Says what has to be said because time has passed. */
    synchronized void look() {
        if (!isGoingOn()) {
            return;
        }
        ProgressBar shown = bar;
        if (shown == null) {
            print(joined(text.due()));
        } else {
            shown.draw(nanoTime.getAsLong());
        }
    }

    private void print(String lines) {
        if (!lines.isEmpty()) {
            out.print(lines);
            out.flush();
        }
    }

    private String joined(List<NamedLine> lines) {
        StringBuilder all = new StringBuilder();
        for (NamedLine line : lines) {
            all.append(line.name().isEmpty() ? line.text() : names.event(line.name(), line.text()))
                    .append('\n');
        }
        return all.toString();
    }

    /** {@code auth_api | text}, with the service's own colours. */
    private String log(LogLine line) {
        return names.log(line.service(), LogText.painted(line, theme));
    }

    /** Takes away the lines that change; from then on all lines stay. */
    @Override
    public synchronized void close() {
        over = true;
        ProgressBar shown = bar;
        if (shown != null) {
            shown.clear();
            bar = null;
        }
        notifyAll();
    }
}
