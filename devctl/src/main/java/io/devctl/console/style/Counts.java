package io.devctl.console.style;

import java.util.List;

/** Numbers and the words after them. */
public final class Counts {
    private Counts() {}

    /** The number with a comma between thousands, in every locale: {@code 1,203}. */
    public static String text(long number) {
        StringBuilder text = new StringBuilder().append(number); // a formatter would cost its start-up
        for (int i = text.length() - 3; i > (number < 0 ? 1 : 0); i -= 3) {
            text.insert(i, ',');
        }
        return text.toString();
    }

    /** The number and its noun: {@code 1 target}, {@code 1,203 targets}. */
    public static String of(long number, String noun) {
        return text(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** The first names and how many more there are: {@code toshiba, iopex and 48 more}. */
    public static String names(List<String> names, int shown) {
        if (names.size() <= shown + 1) { // "and 1 more" would take the place of the name itself
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, shown)) + " and " + text(names.size() - shown) + " more";
    }
}
