package io.devctl.console;

import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of names with a mark before and words after each, the words wrapped beside the names where there is room and
 * below them where there is not.
 */
final class Entries {
    private static final int LEAST_ROOM = 24;
    private static final int MOST_LINES = 4;
    private static final int INDENT = 4;

    private final Theme theme;
    private final List<Entry> entries = new ArrayList<>();

    Entries(Theme theme) {
        this.theme = theme;
    }

    /** One name; an empty one belongs to the name above. */
    private record Entry(Mark mark, String name, String text) {}

    void add(Mark mark, String name, String text) {
        entries.add(new Entry(mark, SafeText.line(name), SafeText.line(text)));
    }

    /** {@code ✓ auth_api   3 targets current at 20250101000012}, each line ended. */
    String text() {
        int names = 0;
        for (Entry entry : entries) {
            names = Math.max(names, DisplayWidth.of(entry.name()));
        }
        int left = theme.markWidth() + 1 + names + 2;
        boolean beside = theme.width() - left >= LEAST_ROOM;
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) {
            String start = theme.mark(entry.mark()) + " ";
            if (beside) {
                List<String> lines = wrapped(entry.text(), theme.width() - left);
                text.append((start + DisplayWidth.pad(entry.name(), names) + "  " + lines.get(0)).stripTrailing());
                text.append('\n');
                append(text, left, lines.subList(1, lines.size()));
            } else {
                below(text, entry, start);
            }
        }
        return text.toString();
    }

    private void below(StringBuilder text, Entry entry, String start) {
        boolean named = !entry.name().isEmpty();
        int beside = theme.width() - theme.markWidth() - 1;
        List<String> words = wrapped(entry.text(), Math.min(beside, theme.width() - INDENT));
        String head = named ? theme.cut(entry.name(), beside) : words.get(0);
        text.append((start + head).stripTrailing()).append('\n');
        append(text, INDENT, words.subList(named && !entry.text().isEmpty() ? 0 : 1, words.size()));
    }

    private List<String> wrapped(String words, int columns) {
        return lines(words, columns, MOST_LINES, theme);
    }

    /** Wrapped text of so many lines at most; the last is cut where there is more. */
    static List<String> lines(String words, int columns, int most, Theme theme) {
        List<String> lines = DisplayWidth.wrap(words, columns);
        if (lines.size() > most) {
            String last = theme.cut(String.join(" ", lines.subList(most - 1, lines.size())), columns);
            lines = new ArrayList<>(lines.subList(0, most - 1));
            lines.add(last);
        }
        List<String> cut = new ArrayList<>(lines.size());
        for (String line : lines) { // a wide character does not fit into one column
            cut.add(theme.cut(line, columns));
        }
        return cut;
    }

    static void append(StringBuilder text, int indent, List<String> lines) {
        for (String line : lines) {
            text.append((" ".repeat(indent) + line).stripTrailing()).append('\n');
        }
    }
}
