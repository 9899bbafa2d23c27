package io.devctl.console.screen;

/**
 * A key that was pressed.
 *
 * @param character what it types, as a code point; 0 for a key that types nothing
 */
public record Key(Kind kind, int character) {
    /** Which key. */
    public enum Kind {
        CHARACTER,
        UP,
        DOWN,
        LEFT,
        RIGHT,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        BACKSPACE
    }

    /** A key that types a character. */
    public static Key of(int character) {
        return new Key(Kind.CHARACTER, character);
    }

    /** A key that types nothing. */
    public static Key of(Kind kind) {
        return new Key(kind, 0);
    }

    boolean is(char wanted) {
        return kind == Kind.CHARACTER && character == wanted;
    }
}
