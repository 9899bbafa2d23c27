package io.devctl.console;

import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.Durations;
import io.devctl.console.style.Gauge;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.Amount;
import io.devctl.model.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes on and takes long. In a terminal each has a line that changes:
 *
 * <pre>
 * fetching Postgres 15.19  [####............] 4.2 of 15.0 MB · 1.1 MB/s · 9.8 s left
 * </pre>
 *
 * Elsewhere one is written now and then, and in both one when it is done:
 *
 * <pre>
 * fetching Postgres 15.19: 4.2 of 15.0 MB (1.1 MB/s, 9.8 s left)
 * fetching Postgres 15.19: done, 15 MB (13.6 s, 1.1 MB/s)
 * </pre>
 *
 * What is over before anybody could have read of it is not spoken of. Belongs to one thread at a time.
 */
public final class Activities {
    /** Less is over before anybody could have read that it goes on. */
    private static final Duration SOON = Duration.ofSeconds(1);
    /** Between two lines of the same where lines stay. */
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Map<String, Run> runs = new LinkedHashMap<>();

    /** The latest of one activity. */
    private static final class Run {
        private final long start;
        private Event.Progress latest;
        private long due;
        /** When there was something to count for the first time: what came before says nothing about a rate. */
        private long counted;

        Run(Event.Progress first, long now) {
            this.start = now;
            this.latest = first;
            this.counted = now;
            this.due = now + SOON.toNanos();
        }

        void take(Event.Progress event, long now) {
            counted = latest.amount().noun().isEmpty() ? now : counted;
            latest = event;
        }

        boolean isLong(long now) {
            return now - start >= SOON.toNanos();
        }

        Gauge gauge(long now) {
            boolean nothing = latest.amount().noun().isEmpty();
            return new Gauge(latest.amount(), 0, Duration.ofNanos(now - (nothing ? start : counted)));
        }

        String words() {
            return SafeText.line(latest.what() + (latest.detail().isEmpty() ? "" : ": " + latest.detail()));
        }
    }

    /** Takes what has become of one; gives the line to say when it is done and that is worth it. */
    public List<NamedLine> take(Event.Progress event, Theme theme, long now) {
        String key = event.name() + "\n" + event.what();
        if (event.stage() == Event.Stage.GOING) {
            runs.computeIfAbsent(key, k -> new Run(event, now)).take(event, now);
            return List.of();
        }
        Run run = runs.remove(key);
        if (run == null || event.stage() == Event.Stage.BROKEN || !run.isLong(now)) {
            return List.of();
        }
        run.take(event, now);
        String result = run.gauge(now).result(Duration.ofNanos(now - run.start));
        String done = theme.paint(Tone.GOOD, "done") + (result.startsWith("(") ? " " : ", ") + result;
        return List.of(new NamedLine(event.name(), SafeText.line(event.what()) + ": " + done));
    }

    /** Whether nothing goes on. */
    public boolean isEmpty() {
        return runs.isEmpty();
    }

    /** The lines to say now where lines stay: of each one soon, and from then on one now and then. */
    public List<NamedLine> due(long now) {
        List<NamedLine> lines = new ArrayList<>();
        for (Run run : runs.values()) {
            if (now - run.due >= 0) {
                run.due = now + EVERY.toNanos();
                Amount amount = run.latest.amount();
                boolean counted = amount.total() > 0 || amount.done() > 0;
                Gauge gauge = run.gauge(now);
                String how = counted ? gauge.text() : Durations.text(gauge.spent()) + " so far";
                lines.add(new NamedLine(run.latest.name(), run.words() + ": " + how));
            }
        }
        return lines;
    }

    /**
     * A line for each where lines can change, none as wide as {@code room} or wider.
     *
     * @param most how many lines; 0 for none
     * @param without the name of those that the caller shows in another way; empty for none
     */
    public List<String> lines(Theme theme, int room, int most, String without, long now) {
        List<String> lines = new ArrayList<>();
        for (Run run : runs.values()) {
            if (lines.size() < most && run.isLong(now) && !run.latest.name().equals(without)) {
                lines.add(line(theme, room - 1, run, now));
            }
        }
        return lines;
    }

    /** The count is never left out for the sake of long words. */
    private static String line(Theme theme, int room, Run run, long now) {
        Gauge gauge = run.gauge(now);
        int count = gauge.count().length();
        String words = theme.cut(run.words(), Math.max(room / 3, room - count - 2));
        int rest = room - DisplayWidth.of(words) - 2;
        return rest < count ? words : words + "  " + gauge.line(theme, rest);
    }
}
