package io.devctl.console.style;

/**
 * Makes text that others wrote harmless to a terminal: no escape sequence but, where wanted, colours; no character that
 * moves the cursor or turns the direction of writing; one line. What is taken out of the middle of words leaves a trace
 * ({@code ^H}), so that nothing can be hidden by it.
 */
public final class SafeText {
    private static final char ESCAPE = '\u001b';
    private static final char REPLACEMENT = '\uFFFD';
    private static final int TAB_STOP = 8;

    private SafeText() {}

    /** One line without any escape sequence; line ends and tabs become spaces. */
    public static String line(String text) {
        return isPlain(text) ? text : new Scan(text, false, 0).run();
    }

    /**
     * A line of a service's log: tabs are expanded; the colours are kept where there is colour, and always ended.
     *
     * @param colours whether the terminal shows colours
     */
    public static String log(String text, boolean colours) {
        return isPlain(text) ? text : new Scan(withoutLineEnd(text), colours, TAB_STOP).run();
    }

    /** A line of source text: tabs are expanded to every fourth column. */
    public static String source(String text) {
        return isPlain(text) ? text : new Scan(withoutLineEnd(text), false, 4).run();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    private static String withoutLineEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\r' || text.charAt(end - 1) == '\n')) {
            end--;
        }
        return text.substring(0, end);
    }

    /** One pass over one text. */
    private static final class Scan {
        private final String text;
        private final boolean colours;
        private final int tabStop;
        private final StringBuilder out;
        private int columns;
        private boolean coloured;

        /** Tab stops every so many columns; 0 makes a tab a space. */
        Scan(String text, boolean colours, int tabStop) {
            this.text = text;
            this.colours = colours;
            this.tabStop = tabStop;
            this.out = new StringBuilder(text.length() + 16);
        }

        String run() {
            for (int i = 0; i < text.length(); ) {
                int codePoint = text.codePointAt(i);
                int end = codePoint == ESCAPE ? sequenceEnd(i) : i;
                if (end > i) {
                    keepColour(text.substring(i, end));
                    i = end;
                } else {
                    character(codePoint);
                    i += Character.charCount(codePoint);
                }
            }
            return coloured ? out.append(Theme.RESET).toString() : out.toString();
        }

        private void keepColour(String sequence) {
            if (colours && sequence.startsWith("[", 1) && sequence.endsWith("m") && isColour(sequence)) {
                out.append(sequence);
                coloured = true;
            }
        }

        private void character(int codePoint) {
            if (codePoint == '\t' && tabStop > 0) {
                put(" ".repeat(tabStop - columns % tabStop));
            } else if (codePoint == '\t' || codePoint == '\r' || codePoint == '\n') {
                put(" ");
            } else if (codePoint == 0x2028 || codePoint == 0x2029 || codePoint == 0x85) {
                put(" "); // line ends to some terminals
            } else if (codePoint < ' ') {
                put("^" + (char) (codePoint + '@'));
            } else if (codePoint == 0x7F) {
                put("^?");
            } else if (isHarmful(codePoint)) {
                put(String.valueOf(REPLACEMENT));
            } else {
                out.appendCodePoint(codePoint);
                columns += DisplayWidth.of(codePoint);
            }
        }

        private void put(String replacement) {
            out.append(replacement);
            columns += replacement.length();
        }

        /** Controls of the upper half, half a character, and what turns the direction of the rest of the line. */
        private static boolean isHarmful(int codePoint) {
            return (codePoint >= 0x80 && codePoint <= 0x9F)
                    || Character.getType(codePoint) == Character.SURROGATE
                    || (codePoint >= 0x202A && codePoint <= 0x202E)
                    || (codePoint >= 0x2066 && codePoint <= 0x2069)
                    || (codePoint >= 0xE0000 && codePoint <= 0xE007F);
        }

        /** Where the escape sequence that begins here ends, or where it begins if it never ends. */
        private int sequenceEnd(int start) {
            int next = start + 1;
            if (next >= text.length()) {
                return start;
            }
            char kind = text.charAt(next);
            if (kind == '[') {
                int end = skip(skip(next + 1, '0', '?'), ' ', '/');
                return end < text.length() && text.charAt(end) >= '@' && text.charAt(end) <= '~' ? end + 1 : start;
            }
            if (kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_') {
                return stringEnd(start, next + 1);
            }
            int end = skip(next, ' ', '/');
            return end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '~' ? end + 1 : start;
        }

        /** A command with a text, such as a window title: up to a bell or a string terminator. */
        private int stringEnd(int start, int from) {
            for (int i = from; i < text.length(); i++) {
                if (text.charAt(i) == '\u0007') {
                    return i + 1;
                }
                if (text.charAt(i) == ESCAPE) {
                    return text.startsWith("\\", i + 1) ? i + 2 : start;
                }
            }
            return start;
        }

        private int skip(int from, char low, char high) {
            int i = from;
            while (i < text.length() && text.charAt(i) >= low && text.charAt(i) <= high) {
                i++;
            }
            return i;
        }

        private static boolean isColour(String sequence) {
            for (int i = 2; i < sequence.length() - 1; i++) {
                char c = sequence.charAt(i);
                if ((c < '0' || c > '9') && c != ';' && c != ':') {
                    return false;
                }
            }
            return true;
        }
    }
}
