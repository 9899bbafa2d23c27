package io.devctl.supervise.logs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a regular expression in lines that are still bytes. Most lines of a log are not wanted, and to make a text of each
 * takes longer than all the rest: so a text that every match contains is looked for first, in many lines at once. For use
 * by one thread.
 */
final class TextSearch {
    /** The signs of a regular expression; whatever else is in it stands for itself. */
    private static final String SIGNS = "\\[](){}.*+?^$|";

    /** Of ASCII letters alone. */
    private static final String IGNORING_CASE = "(?i)";

    private static final int SHORTEST = 2;

    private final Matcher matcher;
    private final Ascii ascii = new Ascii();
    private final byte[] literal;
    /** What a byte is compared as: a small letter where the expression takes both. */
    private final byte[] folded = new byte[256];

    private final int[] skip = new int[256];

    TextSearch(Pattern pattern) {
        this.matcher = pattern.matcher("");
        boolean fold = (pattern.flags() & Pattern.CASE_INSENSITIVE) != 0
                || pattern.pattern().startsWith(IGNORING_CASE);
        this.literal = literal(pattern).getBytes(StandardCharsets.UTF_8);
        for (int b = 0; b < folded.length; b++) {
            folded[b] = (byte) (fold && b >= 'A' && b <= 'Z' ? b + 'a' - 'A' : b);
        }
        for (int i = 0; i < literal.length; i++) {
            literal[i] = folded[literal[i] & 0xff];
        }
        Arrays.fill(skip, literal.length);
        for (int b = 0; b < skip.length; b++) {
            for (int i = 0; i < literal.length - 1; i++) {
                skip[b] = literal[i] == folded[b] ? literal.length - 1 - i : skip[b];
            }
        }
    }

    /** Whether {@link #candidate} can leave lines out. */
    boolean hasLiteral() {
        return literal.length >= SHORTEST;
    }

    /** The first place from here on where a match may be, -1 when there is none before {@code to}. */
    int candidate(byte[] bytes, int from, int to) {
        int last = literal.length - 1;
        byte end = literal[last];
        int at = from + last;
        while (at < to) {
            int b = bytes[at] & 0xff;
            if (folded[b] == end && isAt(bytes, at - last)) {
                return at - last;
            }
            at += skip[b];
        }
        return -1;
    }

    private boolean isAt(byte[] bytes, int place) {
        for (int i = 0; i < literal.length; i++) {
            if (folded[bytes[place + i] & 0xff] != literal[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is found in the text that these bytes are. */
    boolean find(byte[] bytes, int from, int to) {
        if (ascii.set(bytes, from, to)) {
            return matcher.reset(ascii).find();
        }
        return matcher.reset(new String(bytes, from, to - from, StandardCharsets.UTF_8))
                .find();
    }

    /** The longest text that every match contains, as far as a simple look at the expression tells; empty for none. */
    static String literal(Pattern pattern) {
        String regex = pattern.pattern();
        if (pattern.flags() == Pattern.LITERAL) {
            return regex;
        }
        regex = regex.startsWith(IGNORING_CASE) ? regex.substring(IGNORING_CASE.length()) : regex;
        if ((pattern.flags() & ~Pattern.CASE_INSENSITIVE) != 0
                || regex.indexOf('|') >= 0
                || regex.contains("(?")
                || regex.contains("\\Q")) {
            return "";
        }
        String longest = "";
        StringBuilder run = new StringBuilder();
        int depth = 0;
        for (int at = 0; at < regex.length(); at++) {
            char c = regex.charAt(at);
            boolean optional = at + 1 < regex.length() && "*?{".indexOf(regex.charAt(at + 1)) >= 0;
            boolean plain = SIGNS.indexOf(c) < 0;
            if (c == '\\' && at + 1 < regex.length() && SIGNS.indexOf(regex.charAt(at + 1)) >= 0) {
                at++;
                c = regex.charAt(at);
                optional = at + 1 < regex.length() && "*?{".indexOf(regex.charAt(at + 1)) >= 0;
                plain = true;
            } else if (c == '\\') {
                if (at + 1 < regex.length() && "bBdDsSwWAzZGRtnr".indexOf(regex.charAt(at + 1)) < 0) {
                    return ""; // a number or a name may follow
                }
                at++;
            } else if (c == '[') {
                at = endOfClass(regex, at);
            } else if (c == '{') {
                at = Math.max(at, regex.indexOf('}', at));
            }
            depth += c == '(' && !plain ? 1 : c == ')' && !plain ? -1 : 0;
            if (plain && !optional && depth == 0) {
                run.append(c);
                longest = run.length() > longest.length() ? run.toString() : longest;
            }
            boolean repeated = at + 1 < regex.length() && regex.charAt(at + 1) == '+';
            if (!plain || optional || depth > 0 || repeated) {
                run.setLength(0);
            }
        }
        return longest;
    }

    /** Where a character class ends; everything is given up when it is a nested one. */
    private static int endOfClass(String regex, int from) {
        int at = from + 1;
        if (at < regex.length() && regex.charAt(at) == '^') {
            at++;
        }
        at++; // a bracket in the first place stands for itself
        while (at < regex.length() && regex.charAt(at) != ']') {
            if (regex.charAt(at) == '[') {
                return regex.length();
            }
            at += regex.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    /** Bytes below 128 as a text, without a copy. */
    private static final class Ascii implements CharSequence {
        private byte[] bytes = {};
        private int from;
        private int length;

        /** False when there is a byte among them that is no character by itself. */
        boolean set(byte[] all, int begin, int end) {
            bytes = all;
            from = begin;
            length = end - begin;
            for (int at = begin; at < end; at++) {
                if (all[at] < 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public char charAt(int index) {
            return (char) bytes[from + index];
        }

        @Override
        public CharSequence subSequence(int begin, int end) {
            return new String(bytes, from + begin, end - begin, StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return new String(bytes, from, length, StandardCharsets.US_ASCII);
        }
    }
}
