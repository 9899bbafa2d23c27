package io.devctl.console;

import io.devctl.console.style.Gauge;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.model.Event;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines at the bottom of a terminal that are redrawn in place: what goes on and takes long, and migrations while they
 * run, with a line for the file that each worker is on; everything else is printed above them:
 *
 * <pre>
 * copying the database acme  [####............] 0.4 of 2.1 GB · 180.2 MB/s · 9.6 s left
 * [########............] 12 of 30 targets · 8/s · 2.1 s left
 *   toshiba 20250101000013_x.sql
 * </pre>
 *
 * Belongs to one thread at a time.
 */
final class ProgressBar {
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final int MOST_ACTIVITIES = 3;
    private static final int MOST_WORKERS = 4;

    private final PrintStream out;
    private final Theme theme;
    private final Activities activities;
    private final Map<Target, String> working = new LinkedHashMap<>();
    private int total;
    private int finished;
    private int failed;
    private long start;
    private long drawn;
    private List<String> shown = List.of();

    ProgressBar(PrintStream out, Theme theme, Activities activities) {
        this.out = out;
        this.theme = theme;
        this.activities = activities;
    }

    /** Takes an event and the lines that it is told in. */
    void take(Event event, String said, long now) {
        count(event, now);
        if (!said.isEmpty() || !isGoingOn()) {
            clear();
            out.print(said);
            draw(now);
        } else if (now - drawn >= REDRAW.toNanos()) {
            draw(now);
        }
    }

    private void count(Event event, long now) {
        if (event instanceof Event.MigrationsChecked checked) {
            total += checked.targets().size();
            start = now;
        } else if (event instanceof Event.MigrationStarted started) {
            working.put(started.target(), started.file());
        } else if (event instanceof Event.TargetFinished done) {
            working.remove(done.result().target());
            finished++;
            failed += done.result().outcome() == TargetResult.Outcome.FAILED ? 1 : 0;
        }
    }

    /** Whether there is something that changes by the time alone. */
    boolean isGoingOn() {
        return !working.isEmpty() || !activities.isEmpty();
    }

    /** Takes the lines away. */
    void clear() {
        if (!shown.isEmpty()) {
            out.print(away());
            out.flush();
            shown = List.of();
        }
    }

    /** Up to the first of the lines, and away with all below; the cursor stands at the end of the last. */
    private String away() {
        int up = shown.size() - 1;
        return shown.isEmpty() ? "" : "\r" + (up > 0 ? "\u001b[" + up + "A" : "") + "\u001b[J";
    }

    /** Shows how things are now, in the place of what was shown; in one write, so that nothing flickers. */
    void draw(long now) {
        List<String> text = lines(now);
        drawn = now;
        if (!text.equals(shown)) {
            out.print(away() + String.join("\n", text));
            out.flush();
            shown = text;
        }
    }

    private List<String> lines(long now) {
        List<String> text = new ArrayList<>(activities.lines(theme, theme.width(), MOST_ACTIVITIES, "", now));
        if (working.isEmpty()) {
            return text;
        }
        int room = theme.width() - 1;
        Duration spent = Duration.ofNanos(now - start);
        text.add(new Gauge("target", finished, total, failed, spent).line(theme, room));
        working.entrySet().stream()
                .limit(MOST_WORKERS)
                .forEach(e -> text.add(
                        theme.cut("  " + SafeText.line(TargetGroups.name(e.getKey()) + " " + e.getValue()), room)));
        return text;
    }
}
