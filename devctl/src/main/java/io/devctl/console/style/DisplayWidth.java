package io.devctl.console.style;

import java.util.ArrayList;
import java.util.List;

/**
 * How many columns of a terminal text takes: none for combining marks, two for East Asian wide characters and emoji, one
 * for the rest. Text is expected to be {@link SafeText harmless} and without colours.
 */
public final class DisplayWidth {
    /**
     * First and last code point of each range of wide characters: East_Asian_Width W and F of Unicode 16, ranges joined
     * across unassigned code points.
     */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE,
        0x2614, 0x2615, 0x2630, 0x2637, 0x2648, 0x2653, 0x267F, 0x267F, 0x268A, 0x268F, 0x2693, 0x2693, 0x26A1, 0x26A1,
        0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3,
        0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C,
        0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C,
        0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E, 0x3041, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
        0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18DFF, 0x1AFF0, 0x1B2FF, 0x1D300,
        0x1D376, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D,
        0x1F335, 0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4,
        0x1F3F4, 0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550,
        0x1F567, 0x1F57A, 0x1F57A, 0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC,
        0x1F6CC, 0x1F6D0, 0x1F6D2, 0x1F6D5, 0x1F6D7, 0x1F6DC, 0x1F6DF, 0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0,
        0x1F7EB, 0x1F7F0, 0x1F7F0, 0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000,
        0x3FFFD
    };

    private DisplayWidth() {}

    /** Columns of one character. */
    public static int of(int codePoint) {
        if (codePoint < 0x300) { // nearly everything, and neither wide nor combining (a soft hyphen is shown)
            return 1;
        }
        int type = Character.getType(codePoint);
        boolean joinsSyllable = codePoint >= 0x1160 && codePoint <= 0x11FF;
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT
                || joinsSyllable) {
            return 0;
        }
        return isWide(codePoint) ? 2 : 1;
    }

    /** Columns of a text of one line. */
    public static int of(String text) {
        int columns = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            columns += of(codePoint);
            i += Character.charCount(codePoint);
        }
        return columns;
    }

    /** The text if it fits into so many columns, else its beginning and the ellipsis; never more than the columns. */
    public static String cut(String text, int columns, String ellipsis) {
        if (of(text) <= columns) {
            return text;
        }
        String end = of(ellipsis) < columns ? ellipsis : "";
        return text.substring(0, fitting(text, 0, columns - of(end))) + end;
    }

    /** The text with spaces after it, up to so many columns. */
    public static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    /** The text with spaces before it, up to so many columns. */
    public static String padLeft(String text, int columns) {
        return " ".repeat(Math.max(0, columns - of(text))) + text;
    }

    /**
     * Lines of at most so many columns, broken at spaces where there are any and inside a word where one is longer than a
     * line. At least one line, which may be empty.
     */
    public static List<String> wrap(String text, int columns) {
        int limit = Math.max(2, columns); // a wide character has to fit
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (true) {
            int end = fitting(text, from, limit);
            if (end == text.length()) {
                lines.add(text.substring(from));
                return lines;
            }
            int space = text.charAt(end) == ' ' ? end : text.lastIndexOf(' ', end - 1);
            int stop = space > from ? space : end;
            lines.add(text.substring(from, stop).stripTrailing());
            from = space > from ? space + 1 : stop;
        }
    }

    /** Where the text after {@code from} stops fitting into so many columns; combining marks stay with their base. */
    public static int fitting(String text, int from, int columns) {
        int used = 0;
        int i = from;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            used += of(codePoint);
            if (used > columns) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return i;
    }

    private static boolean isWide(int codePoint) {
        int low = 0;
        int high = WIDE.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (codePoint < WIDE[2 * middle]) {
                high = middle - 1;
            } else if (codePoint > WIDE[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }
}
