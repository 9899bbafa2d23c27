package io.devctl.console.style;

/** Colours by meaning and symbols by charset, for one place that text is written to. */
public final class Theme {
    /** Ends every colour. */
    public static final String RESET = "\u001b[0m";

    /**
     * Colours for names, of the 256 that terminals share. Each has a contrast of at least 3 to 1 to black and to white, and
     * none is the red, green or yellow that means something.
     */
    static final int[] NAME_COLOURS = {32, 133, 30, 166, 99, 67, 132, 101};

    private final TerminalFeatures features;

    /** The theme for a place that shows these features. */
    public Theme(TerminalFeatures features) {
        this.features = features;
    }

    /** No colours, ASCII symbols, lines of any length: for files and for tests of words alone. */
    public static Theme ascii() {
        return new Theme(new TerminalFeatures(false, false, TerminalFeatures.UNLIMITED));
    }

    /** What the place can show. */
    public TerminalFeatures features() {
        return features;
    }

    /** Columns of a line. */
    public int width() {
        return features.width();
    }

    /** The text in the colour of its meaning, or as it is where there is no colour. */
    public String paint(Tone tone, String text) {
        return !features.colour() || tone == Tone.PLAIN || text.isEmpty() ? text : tone.code() + text + RESET;
    }

    /** The text in one of the colours for names; the same number always gives the same colour. */
    public String paintName(int number, String text) {
        int colour = NAME_COLOURS[Math.floorMod(number, NAME_COLOURS.length)];
        return features.colour() ? "\u001b[38;5;" + colour + "m" + text + RESET : text;
    }

    /** A heading, or the one thing to look at. */
    public String strong(String text) {
        return paint(Tone.STRONG, text);
    }

    /** What was searched for: reversed, or in brackets where there is no colour. */
    public String highlight(String text) {
        return features.colour() ? "\u001b[7m" + text + RESET : "[" + text + "]";
    }

    /** A symbol in its colour, {@link #markWidth} columns wide. */
    public String mark(Mark mark) {
        String symbol = mark.symbol(features.unicode());
        return paint(mark.tone(), symbol) + " ".repeat(markWidth() - symbol.length());
    }

    /** A symbol without its colour. */
    public String symbol(Mark mark) {
        return mark.symbol(features.unicode());
    }

    /** Columns that every {@link #mark} takes. */
    public int markWidth() {
        return features.unicode() ? 1 : 2;
    }

    /** What stands for text that was cut away. */
    public String ellipsis() {
        return features.unicode() ? "…" : "...";
    }

    /** What stands between facts on one line. */
    public String separator() {
        return features.unicode() ? " · " : ", ";
    }

    /** The beginning of a text that fits into so many columns, with an ellipsis where it was cut. */
    public String cut(String text, int columns) {
        return DisplayWidth.cut(text, columns, ellipsis());
    }
}
