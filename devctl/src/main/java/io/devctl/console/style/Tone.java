package io.devctl.console.style;

/**
 * A meaning that a colour stands for. The colours are the terminal's own red, green and yellow, which its user chose to
 * be readable; no meaning is carried by colour alone.
 */
public enum Tone {
    /** Says nothing in particular. */
    PLAIN(""),
    /** Done, ready, current. */
    GOOD("\u001b[32m"),
    /** Failed. */
    BAD("\u001b[31m"),
    /** Needs somebody's eye, or waits. */
    ATTENTION("\u001b[33m"),
    /** A heading, or the one thing to look at. */
    STRONG("\u001b[1m"),
    /** Of little interest. */
    FAINT("\u001b[2m");

    private final String code;

    Tone(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }
}
