package io.devctl.config;

import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a .env file: {@code NAME=value}, {@code export NAME=value}, comments, single quotes (as it stands), double quotes
 * (with {@code \\n \\r \\t \\" \\\\ \\$}); both may run over several lines. Outside single quotes {@code ${NAME}} and
 * {@code ${NAME:-default}} are replaced where NAME is known, and left as they are where it is not, because not every
 * tool that reads such files replaces them.
 */
final class DotEnv {
    private final String text;
    private final String file;
    private final Problems problems;
    private final Function<String, @Nullable String> outer;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int at;
    private int line = 1;

    private DotEnv(String text, String file, Problems problems, Function<String, @Nullable String> outer) {
        this.text = text.replace("\r\n", "\n");
        this.file = file;
        this.problems = problems;
        this.outer = outer;
    }

    /**
     * The variables in the order of the file; a later one wins.
     *
     * @param file how messages name it
     * @param outer the variables outside the file; null for one that is not set
     */
    static Map<String, String> parse(
            String text, String file, Problems problems, Function<String, @Nullable String> outer) {
        DotEnv reader = new DotEnv(text, file, problems, outer);
        while (reader.at < reader.text.length()) {
            reader.readLine();
        }
        return reader.values;
    }

    private void readLine() {
        int start = at;
        skipBlanks();
        if (atLineEnd() || peek() == '#') {
            skipLine();
            return;
        }
        int from = at;
        while (!atLineEnd() && peek() != '=') {
            at++;
        }
        String name = text.substring(from, at).strip();
        if (name.startsWith("export ") || name.startsWith("export\t")) {
            name = name.substring(6).strip();
        }
        if (atLineEnd() || !isName(name)) {
            int end = text.indexOf('\n', start);
            // the value may be a secret: show the name alone
            String hint = "write NAME=value, the name with " + NameRule.VARIABLE.rule();
            problems.add("not a variable", name, new Place(file, line, from - start + 1), hint);
            at = end < 0 ? text.length() : end;
            skipLine();
            return;
        }
        at++;
        skipBlanks();
        value(name);
    }

    // wider than what a shell accepts: a key that only its own program reads must not stop everybody
    private static boolean isName(String name) {
        return NameRule.SETTING.allows(name.replace('-', '_'));
    }

    private void value(String name) {
        int started = line;
        int quote = atLineEnd() ? 0 : peek();
        String value = quote == '"' || quote == '\'' ? quoted((char) quote) : unquoted();
        if (value == null) {
            problems.add("a quote that is not closed", name, new Place(file, started, 0), "close it");
            return;
        }
        values.put(name, value);
        skipLine();
    }

    private @Nullable String quoted(char quote) {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && peek() != quote; at++) {
            if (peek() == '\n') {
                line++;
            }
            if (quote == '"' && peek() == '\\' && at + 1 < text.length()) {
                at++;
                escape(value);
            } else if (quote == '"' && peek() == '$') {
                at += reference(value) - 1;
            } else {
                value.append(peek());
            }
        }
        if (at >= text.length()) {
            return null;
        }
        at++;
        return value.toString();
    }

    private void escape(StringBuilder value) {
        char c = peek();
        switch (c) {
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case '"', '\\', '$', '`' -> value.append(c);
            case '\n' -> line++;
            default -> value.append('\\').append(c);
        }
    }

    private String unquoted() {
        StringBuilder value = new StringBuilder();
        while (!atLineEnd()) {
            boolean comment = peek() == '#' && (value.isEmpty() || isBlank(text.charAt(at - 1)));
            if (comment) {
                break;
            }
            if (peek() == '$') {
                at += reference(value);
            } else {
                value.append(peek());
                at++;
            }
        }
        return value.toString().strip();
    }

    /** Appends what stands at a dollar and returns how many characters that took. */
    private int reference(StringBuilder value) {
        int end = text.startsWith("${", at) ? text.indexOf('}', at) : -1;
        if (end > 0) {
            String body = text.substring(at + 2, end);
            int colon = body.indexOf(":-");
            String name = colon < 0 ? body : body.substring(0, colon);
            String known = values.containsKey(name) ? values.get(name) : outer.apply(name);
            boolean useDefault = colon >= 0 && NameRule.VARIABLE.allows(name) && (known == null || known.isEmpty());
            if (known != null || useDefault) {
                value.append(useDefault ? body.substring(colon + 2) : known);
                return end + 1 - at;
            }
        }
        value.append('$');
        return 1;
    }

    private char peek() {
        return text.charAt(at);
    }

    private boolean atLineEnd() {
        return at >= text.length() || peek() == '\n';
    }

    private void skipBlanks() {
        while (!atLineEnd() && isBlank(peek())) {
            at++;
        }
    }

    private void skipLine() {
        while (!atLineEnd()) {
            at++;
        }
        at++;
        line++;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
