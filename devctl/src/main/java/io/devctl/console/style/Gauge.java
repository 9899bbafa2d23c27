package io.devctl.console.style;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How far something is that takes long, on one line:
 *
 * <pre>
 * [########............] 12 of 30 targets · 8/s · 2.1 s left
 * </pre>
 *
 * @param noun what is counted: {@code target}
 * @param failed how many of those that are done have failed
 * @param spent the time that those that are done took
 */
public record Gauge(String noun, long done, long total, long failed, Duration spent) {
    private static final int WIDEST_BAR = 30;
    private static final int LEAST_BAR = 5;
    /** Before that, a rate says more about the clock than about the work. */
    private static final Duration SOON = Duration.ofMillis(500);

    /** The count first: what does not fit is left out from the end, and the bar takes what room there is. */
    public String line(Theme theme, int room) {
        List<String> facts = facts();
        String words = String.join(theme.separator(), facts);
        while (facts.size() > 1 && words.length() + LEAST_BAR + 3 > room) {
            facts.remove(facts.size() - 1);
            words = String.join(theme.separator(), facts);
        }
        int width = Math.min(WIDEST_BAR, room - words.length() - 3);
        if (width < LEAST_BAR) {
            return theme.cut(words, room);
        }
        int full = total == 0 ? 0 : (int) (width * Math.min(done, total) / total);
        Tone tone = failed > 0 ? Tone.BAD : Tone.GOOD;
        return "[" + theme.paint(tone, "#".repeat(full)) + ".".repeat(width - full) + "] " + words;
    }

    private List<String> facts() {
        List<String> facts = new ArrayList<>();
        facts.add(Counts.text(done) + " of " + Counts.of(total, noun));
        if (failed > 0) {
            facts.add(Counts.text(failed) + " failed");
        }
        if (done > 0 && spent.compareTo(SOON) >= 0) {
            double perNano = done / (double) Math.max(1, spent.toNanos());
            double rate = perNano * 1e9;
            facts.add(rate >= 1 ? Counts.text(Math.round(rate)) + "/s" : Counts.text(Math.round(rate * 60)) + "/min");
            long left = Math.max(0, total - done);
            facts.add(Durations.text(Duration.ofNanos((long) (left / perNano))) + " left");
        } else {
            facts.add(Durations.text(spent));
        }
        return facts;
    }
}
