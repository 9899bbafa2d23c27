package io.devctl.console.style;

import io.devctl.model.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How far something is that takes long, on one line; without a total there is no bar:
 *
 * <pre>
 * [########............] 12 of 30 targets · 8/s · 2.1 s left
 * [####................] 4.2 of 15.0 MB · 1.1 MB/s · 9.8 s left
 * 12,300 files · 4,100/s · 3.0 s
 * </pre>
 *
 * @param failed how many of those that are done have failed
 * @param spent the time that those that are done took
 */
public record Gauge(Amount amount, long failed, Duration spent) {
    private static final int WIDEST_BAR = 30;
    private static final int LEAST_BAR = 5;
    /** Before that, a rate says more about the clock than about the work. */
    private static final Duration SOON = Duration.ofMillis(500);

    /** What is counted, one by one. */
    public Gauge(String noun, long done, long total, long failed, Duration spent) {
        this(new Amount(done, total, noun), failed, spent);
    }

    /** The count first: what does not fit is left out from the end, and the bar takes what room there is. */
    public String line(Theme theme, int room) {
        List<String> facts = facts();
        boolean bar = amount.total() > 0;
        int beside = bar ? LEAST_BAR + 3 : 0;
        String words = String.join(theme.separator(), facts);
        while (facts.size() > 1 && words.length() + beside > room) {
            facts.remove(facts.size() - 1);
            words = String.join(theme.separator(), facts);
        }
        int width = Math.min(WIDEST_BAR, room - words.length() - 3);
        if (!bar || width < LEAST_BAR) {
            return theme.cut(words, room);
        }
        int full = (int) (width * Math.min(done(), amount.total()) / amount.total());
        Tone tone = failed > 0 ? Tone.BAD : Tone.GOOD;
        return "[" + theme.paint(tone, "#".repeat(full)) + ".".repeat(width - full) + "] " + words;
    }

    /** The same as words in a line: {@code 4.2 of 15.0 MB (1.1 MB/s, 9.8 s left)}. */
    public String text() {
        List<String> facts = facts();
        String rest = String.join(", ", facts.subList(1, facts.size()));
        return facts.get(0) + (rest.isEmpty() ? "" : " (" + rest + ")");
    }

    /** How it was, when it is done: {@code 15.0 MB (3.2 s, 4.7 MB/s)}, {@code (3.2 s)}; the whole may be longer than what was counted. */
    public String result(Duration whole) {
        boolean counted = amount.done() > 0 && !isTime();
        String took = Durations.text(whole);
        return counted ? count(amount.done()) + " (" + took + ", " + rate() + ")" : "(" + took + ")";
    }

    /** What must not be left out. */
    public String count() {
        return facts().get(0);
    }

    private List<String> facts() {
        List<String> facts = new ArrayList<>();
        if (isTime()) {
            facts.add(Durations.text(spent) + " of " + Durations.text(Duration.ofMillis(amount.total())));
            return facts;
        }
        boolean bytes = amount.noun().equals(Amount.BYTES);
        if (amount.total() > 0) {
            facts.add(
                    bytes
                            ? Sizes.of(amount.done(), amount.total())
                            : Counts.text(amount.done()) + " of " + Counts.of(amount.total(), amount.noun()));
        } else if (amount.done() > 0) {
            facts.add(count(amount.done()));
        }
        if (failed > 0) {
            facts.add(Counts.text(failed) + " failed");
        }
        boolean going = amount.done() > 0 && spent.compareTo(SOON) >= 0;
        if (going) {
            facts.add(rate());
        }
        facts.add(going && amount.total() > 0 ? left() + " left" : Durations.text(spent));
        return facts;
    }

    private boolean isTime() {
        return amount.noun().equals(Amount.MILLIS);
    }

    private long done() {
        return isTime() ? spent.toMillis() : amount.done();
    }

    private String count(long number) {
        return amount.noun().equals(Amount.BYTES) ? Sizes.text(number) : Counts.of(number, amount.noun());
    }

    private String rate() {
        double rate = perNano() * 1e9;
        if (amount.noun().equals(Amount.BYTES)) {
            return Sizes.perSecond(rate);
        }
        return rate >= 1 ? Counts.text(Math.round(rate)) + "/s" : Counts.text(Math.round(rate * 60)) + "/min";
    }

    private String left() {
        long left = Math.max(0, amount.total() - amount.done());
        return Durations.text(Duration.ofNanos((long) (left / perNano())));
    }

    private double perNano() {
        return amount.done() / (double) Math.max(1, spent.toNanos());
    }
}
