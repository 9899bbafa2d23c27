package io.devctl.console.style;

import java.util.ArrayList;
import java.util.List;

/** Text that is harmless but for colours, measured and cut by the columns that it takes; colours take none. */
public final class Painted {
    private static final char ESCAPE = '\u001b';

    private Painted() {}

    /** Columns of a painted line. */
    public static int width(String text) {
        int columns = 0;
        for (int i = 0; i < text.length(); ) {
            int end = colourEnd(text, i);
            if (end > i) {
                i = end;
            } else {
                int codePoint = text.codePointAt(i);
                columns += DisplayWidth.of(codePoint);
                i += Character.charCount(codePoint);
            }
        }
        return columns;
    }

    /** The text if it fits, else its beginning and the ellipsis; never more than the columns, and colours are ended. */
    public static String cut(String text, int columns, String ellipsis) {
        if (width(text) <= columns) {
            return text;
        }
        String end = DisplayWidth.of(ellipsis) < columns ? ellipsis : "";
        String kept = rows(text, columns - DisplayWidth.of(end), 1).get(0);
        return kept + end;
    }

    /** The text with spaces after it, up to so many columns. */
    public static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    /**
     * The text in rows of at most so many columns, as a terminal would break it; a colour goes on in the next row, and each
     * row ends its own. At least one row, which may be empty; a character that is wider than a row is left out.
     *
     * @param most no more rows than these, at least 1; the rest of the text is left out
     */
    public static List<String> rows(String text, int columns, int most) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        StringBuilder colours = new StringBuilder();
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int end = colourEnd(text, i);
            if (end > i) {
                String colour = text.substring(i, end);
                row.append(colour);
                if (colour.equals(Theme.RESET)) {
                    colours.setLength(0);
                } else {
                    colours.append(colour);
                }
                i = end;
                continue;
            }
            int codePoint = text.codePointAt(i);
            int width = DisplayWidth.of(codePoint);
            if (used + width > columns && width <= columns) {
                rows.add(ended(row, colours));
                if (rows.size() == most) {
                    return rows;
                }
                row = new StringBuilder(colours);
                used = 0;
            }
            if (width <= columns) {
                row.appendCodePoint(codePoint);
                used += width;
            }
            i += Character.charCount(codePoint);
        }
        rows.add(ended(row, colours));
        return rows;
    }

    /** The text without its colours. */
    public static String plain(String text) {
        if (text.indexOf(ESCAPE) < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int end = colourEnd(text, i);
            if (end > i) {
                i = end;
            } else {
                plain.append(text.charAt(i++));
            }
        }
        return plain.toString();
    }

    private static String ended(StringBuilder row, StringBuilder colours) {
        return colours.length() == 0 ? row.toString() : row + Theme.RESET;
    }

    /** Where the colour that begins here ends; the beginning itself where none does. */
    private static int colourEnd(String text, int start) {
        if (text.charAt(start) != ESCAPE) {
            return start;
        }
        int end = text.indexOf('m', start);
        return end < 0 ? start : end + 1;
    }
}
