package io.devctl.config;

import io.devctl.config.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the placeholders of one text. */
final class PlaceholderReader {
    private static final String FORMS = "write ${NAME}, ${NAME:-default} or ${NAME:?message}; $$ is a dollar";

    private final Interpolation variables;
    private final String text;
    private final Place place;
    private final List<Template.Part> parts = new ArrayList<>();
    private final List<Interpolation.OpenName> openNames = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final StringBuilder literal = new StringBuilder();
    private boolean good = true;

    PlaceholderReader(Interpolation variables, String text, Place place) {
        this.variables = variables;
        this.text = text;
        this.place = place;
    }

    /** The dotted names in the text. */
    List<Interpolation.OpenName> openNames() {
        return openNames;
    }

    /** Whether nothing was wrong with the text. */
    boolean isGood() {
        return good;
    }

    /** Reads the text, where {@code $$} is a dollar. */
    Template read() {
        readInto(text);
        return finish();
    }

    /** Reads the text, where only dotted names are ours. */
    Template readShell() {
        int at = 0;
        while (at < text.length()) {
            int end = text.startsWith("${", at) ? dottedEnd(text, at + 2) : -1;
            if (end > 0 && end < text.length() && text.charAt(end) == '}') {
                open(text.substring(at + 2, end));
                at = end + 1;
            } else {
                literal.append(text.charAt(at++));
            }
        }
        return finish();
    }

    private Template finish() {
        flush();
        if (text.indexOf('\0') >= 0) {
            refuse("a NUL character in text", text, "remove it");
        }
        return new Template(parts, names);
    }

    private void readInto(String piece) {
        int at = 0;
        while (at < piece.length()) {
            if (piece.startsWith("$$", at)) {
                literal.append('$');
                at += 2;
            } else if (piece.startsWith("${", at)) {
                int end = closing(piece, at + 2);
                if (end < 0) {
                    refuse("a placeholder without its }", piece.substring(at), FORMS);
                    return;
                }
                placeholder(piece.substring(at + 2, end));
                at = end + 1;
            } else {
                literal.append(piece.charAt(at++));
            }
        }
    }

    /** The index of the brace that closes a placeholder; a default may have placeholders in it. */
    private static int closing(String piece, int from) {
        int depth = 1;
        for (int i = from; i < piece.length(); i++) {
            if (piece.startsWith("${", i)) {
                depth++;
                i++;
            } else if (piece.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private void placeholder(String body) {
        if (dottedEnd(body, 0) == body.length()) {
            open(body);
            return;
        }
        int end = nameEnd(body, 0);
        String name = body.substring(0, end);
        String rest = body.substring(end);
        if (!NameRule.VARIABLE.allows(name) || !(rest.isEmpty() || rest.startsWith(":-") || rest.startsWith(":?"))) {
            refuse("not a placeholder", "${" + body + "}", FORMS);
            return;
        }
        names.add(name);
        String value = variables.variable(name);
        if (value != null && (rest.isEmpty() || !value.isEmpty())) {
            literal.append(value);
        } else if (rest.startsWith(":-")) {
            readInto(rest.substring(2));
        } else {
            good = false;
            variables.addUnset(name, rest.isEmpty() ? null : rest.substring(2), place);
        }
    }

    private static int nameEnd(String text, int from) {
        int at = from;
        while (at < text.length() && NameRule.VARIABLE.allows("_" + text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The end of a dotted name, -1 when there is none. */
    private static int dottedEnd(String text, int from) {
        int at = nameEnd(text, from);
        if (at == from || at == text.length() || text.charAt(at) != '.') {
            return -1;
        }
        while (at < text.length() && (NameRule.SERVICE.allows("x" + text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        return at;
    }

    private void open(String name) {
        flush();
        parts.add(new Template.Part(name, true));
        openNames.add(new Interpolation.OpenName(name, place));
    }

    private void flush() {
        if (!literal.isEmpty()) {
            parts.add(new Template.Part(literal.toString(), false));
            literal.setLength(0);
        }
    }

    private void refuse(String what, String value, String hint) {
        good = false;
        variables.problems().add(what, value, place, hint);
    }
}
