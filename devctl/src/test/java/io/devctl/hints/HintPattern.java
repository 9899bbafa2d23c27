package io.devctl.hints;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hint as it stands in the sources, with a hole for each part that is only known when the program runs. */
public final class HintPattern {
    /** What stands for such a part. */
    public static final String HOLE = "{}";

    private final Pattern expression;

    HintPattern(String text) {
        StringBuilder all = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf(HOLE); at >= 0; at = text.indexOf(HOLE, from)) {
            all.append(Pattern.quote(text.substring(from, at))).append("(.*?)");
            from = at + HOLE.length();
        }
        expression =
                Pattern.compile(all.append(Pattern.quote(text.substring(from))).toString(), Pattern.DOTALL);
    }

    /** Holes that touch are one. */
    static String tidy(String text) {
        String tidy = text;
        while (tidy.contains(HOLE + HOLE)) {
            tidy = tidy.replace(HOLE + HOLE, HOLE);
        }
        return tidy;
    }

    /** What fills the holes of a hint, empty when it is another one. */
    Optional<List<String>> holes(String hint) {
        Matcher matcher = expression.matcher(hint);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<String> holes = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            holes.add(matcher.group(i));
        }
        return Optional.of(holes);
    }
}
