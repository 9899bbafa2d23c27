package io.devctl.supervise.logs;

import java.nio.charset.StandardCharsets;

/**
 * Tells which lines belong to the line before them: stack traces of Java, Python, Go, JavaScript and Rust, and whatever else
 * is indented. For the lines of one service, in order; looks at bytes, since a log is searched at a million lines in a
 * fraction of a second.
 */
final class Grouping {
    /** Of one group: a program that indents all that it writes must not fill the memory. */
    private static final int MOST_LINES = 500;

    private static final byte[] TRACEBACK = bytes("Traceback (most recent call last)");
    private static final byte[][] GOES_ON = {
        bytes("Caused by: "),
        bytes("Suppressed: "),
        bytes("... "),
        bytes("goroutine "),
        bytes("stack backtrace:"),
        bytes("note: run with `RUST_BACKTRACE")
    };
    private static final byte[][] CHAINED = {
        bytes("During handling of the above exception"), bytes("The above exception was the direct cause")
    };
    private static final byte[] GO = bytes("goroutine ");
    private static final byte[] RUST = bytes("thread '");
    private static final byte[][] THROWABLE = {bytes("Exception"), bytes("Error"), bytes("Throwable")};

    private enum State {
        ORDINARY,
        /** Within the indented part of Python's. */
        TRACEBACK,
        /** Behind the line that names Python's exception: another may follow that it has led to. */
        BEHIND_TRACEBACK,
        /** Go ends with it, so all that follows belongs to it. */
        GO,
        /** Rust's message stands in the line behind. */
        RUST
    }

    private byte stream;
    private byte[] time = {};
    private State state = State.ORDINARY;
    private int lines;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the line in these bytes, as it stands in the file, goes on with the group of the line before. */
    boolean goesOn(byte[] line, int from, int to) {
        int text = from + LogFormat.PREFIX;
        byte now = line[text - 2];
        boolean same = now == stream && now != 'N';
        boolean atOnce = same && time.length > 0 && startsWith(line, from, to, time);
        boolean goesOn = same && lines < MOST_LINES && goesOn(line, text, to, atOnce);
        if (!goesOn) {
            state = State.ORDINARY;
            lines = 0;
        }
        lines++;
        stream = now;
        if (!atOnce) {
            time = java.util.Arrays.copyOfRange(line, from, text - 3);
        }
        enter(line, text, to);
        return goesOn;
    }

    private boolean goesOn(byte[] line, int text, int to, boolean atOnce) {
        if (isIndented(line, text, to)) {
            return true;
        }
        boolean byState = switch (state) {
            case TRACEBACK, RUST, GO -> true;
            case BEHIND_TRACEBACK ->
                text == to || startsWithAny(line, text, to, CHAINED) || startsWith(line, text, to, TRACEBACK);
            case ORDINARY -> false;
        };
        return byState
                || startsWithAny(line, text, to, GOES_ON)
                || (atOnce && (startsWith(line, text, to, TRACEBACK) || isThrowable(line, text, to)));
    }

    private void enter(byte[] line, int text, int to) {
        if (startsWith(line, text, to, TRACEBACK)) {
            state = State.TRACEBACK;
        } else if (startsWith(line, text, to, GO)) {
            state = State.GO;
        } else if (state == State.TRACEBACK && !isIndented(line, text, to)) {
            state = State.BEHIND_TRACEBACK;
        } else if (state == State.RUST) {
            state = State.ORDINARY;
        } else if (state == State.ORDINARY && startsWith(line, text, to, RUST) && isPanic(line, text, to)) {
            state = State.RUST;
        }
    }

    /**
     * Whether a line surely begins a group: where a search may begin.
     *
     * @param before where the line before it begins; it ends right before {@code from}
     */
    static boolean begins(byte[] line, int before, int from, int to) {
        int text = from + LogFormat.PREFIX;
        return text < to
                && !isIndented(line, text, to)
                // Go's functions
                && line[to - 1] != ')'
                && !startsWith(line, text, to, TRACEBACK)
                && !startsWithAny(line, text, to, GOES_ON)
                && !startsWithAny(line, text, to, CHAINED)
                && !isThrowable(line, text, to)
                && !isIndented(line, before + LogFormat.PREFIX, from - 1)
                && !startsWith(line, before + LogFormat.PREFIX, from - 1, RUST);
    }

    private static boolean isIndented(byte[] line, int text, int to) {
        return text < to && (line[text] == ' ' || line[text] == '\t');
    }

    /** {@code java.lang.IllegalStateException: x}, as it stands below the line of a logger. */
    private static boolean isThrowable(byte[] line, int text, int to) {
        int end = text;
        while (end < to
                && (Character.isLetterOrDigit(line[end]) || line[end] == '.' || line[end] == '$' || line[end] == '_')) {
            end++;
        }
        if (end < to && line[end] != ':') {
            return false;
        }
        for (byte[] ending : THROWABLE) {
            if (end - text > ending.length && startsWith(line, end - ending.length, end, ending)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPanic(byte[] line, int text, int to) {
        return new String(line, text, to - text, StandardCharsets.UTF_8).contains("' panicked at ");
    }

    private static boolean startsWithAny(byte[] line, int from, int to, byte[][] words) {
        for (byte[] word : words) {
            if (startsWith(line, from, to, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] line, int from, int to, byte[] word) {
        return to - from >= word.length
                && line[from] == word[0]
                && java.util.Arrays.equals(line, from, from + word.length, word, 0, word.length);
    }
}
