package io.devctl.console.screen;

import io.devctl.console.style.Counts;
import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.Painted;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lines that have been written last, and the part of them that is looked at: of all services or of one, the newest or
 * those around a place that the user went to, with or without what he searches for.
 */
final class LogPane {
    /** What a user goes back to by hand; {@code dev logs} has the rest. */
    private static final int KEPT = 5_000;

    /** No line takes the whole screen. */
    private static final int MOST_ROWS = 5;

    private final Entry[] ring = new Entry[KEPT];
    private final List<String> names;
    private long end;
    /** The line at the bottom; null to follow. */
    private @Nullable Long bottom;

    private @Nullable String only;
    private String wanted = "";
    private boolean wraps;

    /** @param names the services, in an order that gives each its colour */
    LogPane(List<String> names) {
        this.names = List.copyOf(names);
    }

    /** Painted when it is looked at: of a flood, most lines never are. */
    private static final class Entry {
        private final String name;
        private final boolean log;
        private final Supplier<String> painted;
        private @Nullable String text;
        private @Nullable String plain;

        Entry(String name, boolean log, Supplier<String> painted) {
            this.name = name;
            this.log = log;
            this.painted = painted;
        }

        String name() {
            return name;
        }

        String text() {
            String known = text;
            if (known == null) {
                known = painted.get();
                text = known;
            }
            return known;
        }

        /** What a search looks at. */
        String plain() {
            String known = plain;
            if (known == null) {
                known = Painted.plain(text()).toLowerCase(Locale.ROOT);
                plain = known;
            }
            return known;
        }
    }

    /** A line that a service wrote, or that says what became of it. */
    void add(String name, boolean log, Supplier<String> painted) {
        ring[(int) (end % KEPT)] = new Entry(SafeText.line(name), log, painted);
        end++;
        Long at = bottom;
        if (at != null && at < first()) {
            bottom = first();
        }
    }

    boolean follows() {
        return bottom == null;
    }

    @Nullable
    String only() {
        return only;
    }

    boolean wraps() {
        return wraps;
    }

    void wrap(boolean wanted) {
        wraps = wanted;
    }

    /** Shows one service's lines alone, or all. */
    void show(@Nullable String service) {
        only = service == null ? null : SafeText.line(service);
        bottom = null;
    }

    void follow(boolean wanted) {
        bottom = wanted || end == 0 ? null : end - 1;
    }

    void search(String text) {
        wanted = text.toLowerCase(Locale.ROOT);
    }

    String wanted() {
        return wanted;
    }

    /** Goes to lines so many earlier (or, below 0, later); behind the last one it follows again. */
    void scroll(int lines) {
        Long from = bottom;
        long at = from == null ? last(end) : from;
        for (int i = Math.abs(lines); i > 0; i--) {
            long next = lines > 0 ? last(at) : next(at);
            if (next < 0) {
                bottom = lines > 0 ? (at < 0 ? null : Long.valueOf(at)) : null;
                return;
            }
            at = next;
        }
        bottom = at < 0 ? null : at;
    }

    void toFirst() {
        long at = next(first() - 1);
        bottom = at < 0 ? null : at;
    }

    /** Goes to the next line with what is searched for, earlier or later; false when there is none. */
    boolean find(boolean earlier) {
        Long from = bottom;
        long at = from == null ? end : from;
        if (wanted.isEmpty()) {
            return false;
        }
        do {
            at = earlier ? last(at) : next(at);
        } while (at >= 0 && !matches(entry(at)));
        if (at >= 0) {
            bottom = at;
        }
        return at >= 0;
    }

    /** How many of the lines that are shown have what is searched for. */
    int matches() {
        int count = 0;
        for (long at = last(end); at >= 0 && !wanted.isEmpty(); at = last(at)) {
            count += matches(entry(at)) ? 1 : 0;
        }
        return count;
    }

    /** {@code ── logs of auth_api · held, f follows · 3 lines with 'x' ──}. */
    String rule(Theme theme) {
        String line = theme.features().unicode() ? "─" : "-";
        List<String> facts = new ArrayList<>();
        facts.add(only == null ? "logs of all services" : "logs of " + only);
        if (!follows()) {
            facts.add("held, f follows");
        }
        if (!wanted.isEmpty()) {
            facts.add(Counts.of(matches(), "line") + " with '" + SafeText.line(wanted) + "'");
        }
        String words = theme.cut(String.join(theme.separator(), facts), Math.max(1, theme.width() - 6));
        String start = theme.paint(Tone.FAINT, line.repeat(2)) + " " + words + " ";
        return start + theme.paint(Tone.FAINT, line.repeat(Math.max(0, theme.width() - Painted.width(start))));
    }

    /** So many rows, the newest at the bottom; fewer when there are no more. */
    List<String> rows(Theme theme, int columns, int most) {
        List<String> rows = new ArrayList<>();
        Long from = bottom;
        int nameWidth = nameWidth(columns);
        for (long at = from == null ? last(end) : from; at >= 0 && rows.size() < most; at = last(at)) {
            List<String> some = rows(entry(at), theme, columns, nameWidth);
            for (int i = some.size() - 1; i >= 0 && rows.size() < most; i--) {
                rows.add(some.get(i));
            }
        }
        Collections.reverse(rows);
        return rows;
    }

    private List<String> rows(Entry entry, Theme theme, int columns, int nameWidth) {
        String prefix = prefix(entry, theme, nameWidth);
        int room = Math.max(1, columns - Painted.width(prefix));
        String text = entry.text();
        if (!wanted.isEmpty() && matches(entry)) {
            text = marked(entry, theme);
        }
        if (!wraps) {
            return List.of(prefix + Painted.cut(text, room, theme.ellipsis()));
        }
        List<String> rows = new ArrayList<>();
        String indent = " ".repeat(Painted.width(prefix));
        for (String row : Painted.rows(text, room, MOST_ROWS)) {
            rows.add((rows.isEmpty() ? prefix : indent) + row);
        }
        return rows;
    }

    /** {@code auth_api | }; what is said about a service stands without the bar. */
    private String prefix(Entry entry, Theme theme, int nameWidth) {
        if (entry.name().isEmpty()) {
            return "";
        }
        int known = names.indexOf(entry.name());
        String name = DisplayWidth.pad(theme.cut(entry.name(), nameWidth), nameWidth);
        String painted = theme.paintName(known >= 0 ? known : entry.name().hashCode(), name);
        return painted + (entry.log ? " | " : "   ");
    }

    /** What was searched for stands out by more than its colour: the rest of the line loses its own. */
    private String marked(Entry entry, Theme theme) {
        String plain = Painted.plain(entry.text());
        String lower = entry.plain();
        if (plain.length() != lower.length()) { // a few characters change their length with their case
            return theme.paint(Tone.STRONG, plain);
        }
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
            text.append(plain, from, at);
            text.append(theme.highlight(plain.substring(at, at + wanted.length())));
            from = at + wanted.length();
        }
        return text.append(plain, from, plain.length()).toString();
    }

    private int nameWidth(int columns) {
        int widest = "postgres".length();
        for (String name : names) {
            widest = Math.max(widest, DisplayWidth.of(SafeText.line(name)));
        }
        return Math.max(1, Math.min(widest, columns / 4));
    }

    private long first() {
        return Math.max(0, end - KEPT);
    }

    /** The last line that is shown before this one; -1 when there is none. */
    private long last(long before) {
        for (long at = before - 1; at >= first(); at--) {
            if (isShown(entry(at))) {
                return at;
            }
        }
        return -1;
    }

    /** The next line that is shown; -1 when there is none. */
    private long next(long after) {
        for (long at = Math.max(after + 1, first()); at < end; at++) {
            if (isShown(entry(at))) {
                return at;
            }
        }
        return -1;
    }

    private Entry entry(long at) {
        return ring[(int) (at % KEPT)];
    }

    private boolean isShown(Entry entry) {
        return only == null || only.equals(entry.name());
    }

    private boolean matches(Entry entry) {
        return entry.plain().contains(wanted);
    }
}
