package io.devctl.app.init;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values as a person would write them in YAML: plain where that cannot be misread, else in double quotes. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./$][ -~]*");
    private static final Pattern PLAIN_IN_BRACKETS = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./@+=-]*");
    private static final Pattern LIKE_A_NUMBER = Pattern.compile("[-+.]?[0-9][0-9._eExXoO+:-]*");

    /** What YAML, old or new, takes for something else than text. */
    private static final Set<String> WORDS = Set.of("true", "false", "null", "~", "yes", "no", "on", "off", "y", "n");

    private YamlText() {}

    /** A text behind a key. */
    static String of(String text) {
        boolean broken = text.contains(": ") || text.contains(" #") || text.endsWith(":") || text.endsWith(" ");
        return PLAIN.matcher(text).matches() && !broken && isText(text) ? text : quoted(text);
    }

    /** A text within brackets or braces. */
    static String inBrackets(String text) {
        return PLAIN_IN_BRACKETS.matcher(text).matches() && isText(text) ? text : quoted(text);
    }

    /** {@code [a, b]}. */
    static String list(List<String> texts) {
        return texts.stream().map(YamlText::inBrackets).collect(Collectors.joining(", ", "[", "]"));
    }

    /** <code>{a: 1, b: c}</code>; numbers stay numbers. */
    static String map(Map<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + scalar(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String scalar(String value) {
        boolean asItIs = value.startsWith("{") || value.startsWith("[") || value.matches("[0-9]{1,9}");
        return asItIs ? value : inBrackets(value);
    }

    private static boolean isText(String text) {
        return !WORDS.contains(text.toLowerCase(Locale.ROOT))
                && !LIKE_A_NUMBER.matcher(text).matches();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> quoted.append(c < ' ' || c == '\u007f' ? String.format(Locale.ROOT, "\\x%02x", (int) c) : c);
            }
        }
        return quoted.append('"').toString();
    }
}
