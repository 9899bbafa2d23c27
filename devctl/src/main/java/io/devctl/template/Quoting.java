package io.devctl.template;

import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** How text is written in a kind of file so that a reader of that file gets just this text, whatever is in it. */
public enum Quoting implements UnaryOperator<String> {
    /** A scalar of YAML. */
    YAML(false) {
        @Override
        public String apply(String text) {
            return yaml(text);
        }
    },
    /** The same where {@code $} begins a variable, and two are one: a compose file, a GitLab pipeline. */
    YAML_WITH_DOLLARS(false) {
        @Override
        public String apply(String text) {
            return yaml(text.replace("$", "$$"));
        }
    },
    /** The same where <code>${{</code> begins an expression: a GitHub workflow. */
    WORKFLOW(false) {
        @Override
        public String apply(String text) {
            return yaml(text.replace("${{", "${{ '${{' }}"));
        }
    },
    /** A word of a shell. */
    SHELL(true) {
        @Override
        public String apply(String text) {
            return BARE_WORD.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
        }
    },
    /** As it is. */
    NONE(false) {
        @Override
        public String apply(String text) {
            return text;
        }
    };

    private static final Pattern BARE_WORD = Pattern.compile("[A-Za-z0-9_./:@%+,-]+");

    /** Plain in every place, also within [] and {}; what begins with a digit could be a number or a date. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/](?:[A-Za-z0-9_./@:-]*[A-Za-z0-9_./@-])?");

    /** What YAML 1.1 or 1.2 reads as something else than text, in lower case. */
    private static final Set<String> RESERVED = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final boolean program;

    Quoting(boolean program) {
        this.program = program;
    }

    /** Whether files of this kind are run. */
    public boolean program() {
        return program;
    }

    private static String yaml(String text) {
        return PLAIN.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(Locale.ROOT)) ? text : json(text);
    }

    /** A string of JSON, which is one of YAML as well, and of Go's templates. */
    public static String json(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (shown(text, i)) {
                        quoted.append(c);
                    } else {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** Whether a character may stand in a file of YAML as it is, and is seen there. */
    private static boolean shown(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return (c >= ' ' && c <= '~') || (c >= 0xA0 && c <= 0xFFFD && c != 0x2028 && c != 0x2029 && c != 0xFEFF);
    }

    /**
     * Text over several lines as a scalar of YAML: a block where that gives back just this text, else one long line.
     *
     * @param indent how far the lines of the block are to be indented
     */
    public static String block(String text, int indent) {
        if (!fitsBlock(text)) {
            return json(text);
        }
        String margin = " ".repeat(indent);
        StringBuilder block = new StringBuilder(text.length() + 64).append('|');
        text.lines().forEach(line -> block.append('\n').append(line.isEmpty() ? "" : margin + line));
        return block.toString();
    }

    private static boolean fitsBlock(String text) {
        if (text.length() < 2 || !text.endsWith("\n") || text.endsWith("\n\n")) {
            return false;
        }
        char first = text.charAt(0);
        if (first == ' ' || first == '\n' || first == '\t') {
            return false; // the first line says how far a block is indented
        }
        return text.indexOf('\r') < 0 && isPrintable(text);
    }

    /** Whether all is visible, but for line ends and tabs. */
    public static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n' && c != '\r' && c != '\t' && !shown(text, i)) {
                return false;
            }
        }
        return true;
    }
}
