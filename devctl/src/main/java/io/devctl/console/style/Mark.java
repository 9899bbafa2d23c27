package io.devctl.console.style;

/** A symbol that says at a glance how something is; the words beside it say the same. */
public enum Mark {
    /** Done, ready, current. */
    DONE("✓", "ok", Tone.GOOD),
    /** Failed. */
    FAILED("✗", "x", Tone.BAD),
    /** Not as it should be, and somebody has to look. */
    ATTENTION("!", "!", Tone.ATTENTION),
    /** On its way. */
    BUSY("•", "-", Tone.PLAIN),
    /** Not running, and nothing is wrong with that. */
    OFF("·", ".", Tone.FAINT),
    /** Nothing can be said. */
    UNKNOWN("?", "?", Tone.ATTENTION);

    private final String symbol;
    private final String ascii;
    private final Tone tone;

    Mark(String symbol, String ascii, Tone tone) {
        this.symbol = symbol;
        this.ascii = ascii;
        this.tone = tone;
    }

    /** The colour that goes with it. */
    public Tone tone() {
        return tone;
    }

    String symbol(boolean unicode) {
        return unicode ? symbol : ascii;
    }
}
