package io.devctl.console;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.console.style.Gauge;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A bar at the bottom of a terminal while migrations run, redrawn in place, with a line for the file that each worker is
 * on; everything else is printed above it, as without a bar:
 *
 * <pre>
 * [########............] 12 of 30 targets · 8 per second · 2.1 s left
 *   toshiba 20250101000013_x.sql
 * </pre>
 */
public final class ProgressBar implements EventSink, AutoCloseable {
    private static final Duration REDRAW = Duration.ofMillis(100);
    /** In ms; the time left and the rate change by themselves. */
    private static final long REDRAW_WITHOUT_NEWS = 500;

    private static final int MOST_WORKERS = 4;

    private final PrintStream out;
    private final Theme theme;
    private final EventSink lines;
    private final LongSupplier nanoTime;
    private final Thread clock = new Thread(this::tick, "progress");

    @GuardedBy("this")
    private final Map<Target, String> working = new LinkedHashMap<>();

    @GuardedBy("this")
    private int total;

    @GuardedBy("this")
    private int finished;

    @GuardedBy("this")
    private int failed;

    @GuardedBy("this")
    private long start;

    @GuardedBy("this")
    private long drawn;

    @GuardedBy("this")
    private int shown;

    @GuardedBy("this")
    private boolean over;

    /**
     * A bar on a terminal.
     *
     * @param lines makes the printer of everything else, from the stream that it is to print to
     */
    public ProgressBar(PrintStream out, Theme theme, Function<PrintStream, EventSink> lines) {
        this(out, theme, lines, System::nanoTime);
    }

    ProgressBar(PrintStream out, Theme theme, Function<PrintStream, EventSink> lines, LongSupplier nanoTime) {
        this.out = out;
        this.theme = theme;
        this.lines = lines.apply(out);
        this.nanoTime = nanoTime;
        clock.setDaemon(true);
    }

    @Override
    public synchronized void emit(Event event) {
        boolean quiet = event instanceof Event.MigrationStarted || event instanceof Event.MigrationApplied;
        if (!quiet) {
            clear();
        }
        if (!(event instanceof Event.MigrationApplied)) {
            lines.emit(event);
        }
        count(event);
        if (!quiet || nanoTime.getAsLong() - drawn >= REDRAW.toNanos()) {
            clear();
            draw();
        }
    }

    @GuardedBy("this")
    private void count(Event event) {
        if (event instanceof Event.MigrationsChecked checked) {
            total += checked.targets().size();
            start = nanoTime.getAsLong();
        } else if (event instanceof Event.MigrationStarted started) {
            if (working.isEmpty() && clock.getState() == Thread.State.NEW) {
                clock.start();
            }
            working.put(started.target(), started.file());
        } else if (event instanceof Event.TargetFinished done) {
            working.remove(done.result().target());
            finished++;
            failed += done.result().outcome() == TargetResult.Outcome.FAILED ? 1 : 0;
        }
    }

    private synchronized void tick() {
        try {
            while (!over) {
                clear();
                draw();
                wait(REDRAW_WITHOUT_NEWS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @GuardedBy("this")
    private void clear() {
        if (shown > 0) {
            // up to the bar's line, and away with all below; the cursor stands at the end of the last line
            out.print("\r" + (shown > 1 ? "\u001b[" + (shown - 1) + "A" : "") + "\u001b[J");
            out.flush();
            shown = 0;
        }
    }

    @GuardedBy("this")
    private void draw() {
        if (over || working.isEmpty()) {
            return;
        }
        List<String> text = new ArrayList<>();
        int room = theme.width() - 1;
        Duration spent = Duration.ofNanos(nanoTime.getAsLong() - start);
        text.add(new Gauge("target", finished, total, failed, spent).line(theme, room));
        working.entrySet().stream()
                .limit(MOST_WORKERS)
                .forEach(e -> text.add(
                        theme.cut("  " + SafeText.line(TargetGroups.name(e.getKey()) + " " + e.getValue()), room)));
        out.print(String.join("\n", text));
        out.flush();
        shown = text.size();
        drawn = nanoTime.getAsLong();
    }

    /** Takes the bar away. */
    @Override
    public synchronized void close() {
        clear();
        over = true;
        clock.interrupt();
    }
}
