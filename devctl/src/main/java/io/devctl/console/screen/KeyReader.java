package io.devctl.console.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keys from the characters that a terminal sends. A sequence that means no key, such as a terminal's answer to a question,
 * is swallowed whole. Belongs to the thread that reads.
 */
public final class KeyReader {
    private static final int ESCAPE = 0x1B;
    private static final int LONGEST = 64;

    /** What stands behind {@code ESC [} or {@code ESC O}. */
    private static final Map<String, Key.Kind> SEQUENCES = Map.ofEntries(
            Map.entry("A", Key.Kind.UP),
            Map.entry("B", Key.Kind.DOWN),
            Map.entry("C", Key.Kind.RIGHT),
            Map.entry("D", Key.Kind.LEFT),
            Map.entry("H", Key.Kind.HOME),
            Map.entry("F", Key.Kind.END),
            Map.entry("M", Key.Kind.ENTER), // of the keypad
            Map.entry("1~", Key.Kind.HOME),
            Map.entry("7~", Key.Kind.HOME),
            Map.entry("4~", Key.Kind.END),
            Map.entry("8~", Key.Kind.END),
            Map.entry("5~", Key.Kind.PAGE_UP),
            Map.entry("6~", Key.Kind.PAGE_DOWN));

    private final StringBuilder sequence = new StringBuilder();
    private char high;

    /** The keys that this character completes. */
    public List<Key> take(char c) {
        List<Key> keys = new ArrayList<>(1);
        if (sequence.length() > 0) {
            goOn(c, keys);
        } else if (c == ESCAPE) {
            sequence.append(c);
        } else if (Character.isHighSurrogate(c)) {
            high = c;
        } else {
            keys.add(key(c));
        }
        return keys;
    }

    /** Nothing came for a while: an escape that nothing followed was the key itself. */
    public List<Key> pause() {
        boolean alone = sequence.length() == 1;
        sequence.setLength(0);
        return alone ? List.of(Key.of(Key.Kind.ESCAPE)) : List.of();
    }

    /** Whether the next character may belong to what has begun. */
    public boolean isInside() {
        return sequence.length() > 0;
    }

    private void goOn(char c, List<Key> keys) {
        if (c == ESCAPE) { // the one before was the key
            if (sequence.length() == 1) {
                keys.add(Key.of(Key.Kind.ESCAPE));
            }
            sequence.setLength(1);
            return;
        }
        sequence.append(c);
        if (sequence.length() == 2) {
            boolean begins = c == '[' || c == 'O' || c == ']' || c == 'P' || c == '_';
            if (!begins) { // Alt and a key, which mean the key alone here
                sequence.setLength(0);
                keys.add(key(c));
            }
            return;
        }
        char kind = sequence.charAt(1);
        boolean isControl = kind == '[' || kind == 'O';
        boolean ends = isControl ? (c >= '@' && c <= '~') : (c == 0x07 || c == '\\');
        if (ends || sequence.length() > LONGEST) {
            Key.Kind known = isControl ? SEQUENCES.get(sequence.substring(2)) : null;
            sequence.setLength(0);
            if (known != null) {
                keys.add(Key.of(known));
            }
        }
    }

    private Key key(char c) {
        char first = high;
        high = 0;
        if (Character.isLowSurrogate(c) && first != 0) {
            return Key.of(Character.toCodePoint(first, c));
        }
        return switch (c) {
            case '\r', '\n' -> Key.of(Key.Kind.ENTER);
            case 0x7F, '\b' -> Key.of(Key.Kind.BACKSPACE);
            default -> Key.of(c);
        };
    }
}
