package io.devctl.migrate.check;

import io.devctl.model.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in a comment behind {@code devctl: allow}, in whatever language the file is. */
final class AllowComment {
    /** Behind the comment's own sign. */
    static final String WORDS = "\\s*devctl:\\s*allow\\b(.*)";

    private static final Pattern REASON = Pattern.compile("(:|\\bbecause\\b).*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[^\\s,]+");

    private AllowComment() {}

    /** A rule that is named, and how far behind the words that is. */
    record Named(String rule, int offset) {
        boolean isKnown() {
            return Rule.allowableIds().contains(rule);
        }
    }

    /** The rules that are named; none where the comment is of no use. */
    static List<Named> names(String rest) {
        Matcher reason = REASON.matcher(rest);
        Matcher name = NAME.matcher(reason.find() ? rest.substring(0, reason.start()) : rest);
        List<Named> names = new ArrayList<>();
        while (name.find()) {
            names.add(new Named(name.group(), name.start()));
        }
        return names;
    }

    /** What is wrong with a name; of an empty one, that it is missing. */
    static String complaint(String name) {
        return name.isEmpty() ? "comment allows no rule" : "no such rule: '" + name + "'";
    }

    /** What to write instead. */
    static String hint(String name, String sign) {
        if (name.isEmpty()) {
            return "name one: " + sign + " devctl: allow drop-column because …";
        }
        for (Rule rule : Rule.values()) {
            if (rule.id().equals(name)) {
                return "it cannot be allowed: mend the file";
            }
        }
        String near = Suggestion.hint(name, Rule.allowableIds());
        return near != null ? near : "a reason stands behind 'because' or a colon";
    }
}
