package io.devctl.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files in templates/, with values in place of <code>{{name}}</code>. */
public final class Templates {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z_]+)\\}\\}");

    private Templates() {}

    /**
     * A template's text with its values.
     *
     * @param name of a file in templates/
     * @param values by the names of the placeholders; one for each that the template has
     */
    public static String render(String name, Map<String, String> values) {
        Matcher matcher = PLACEHOLDER.matcher(text(name));
        StringBuilder rendered = new StringBuilder();
        while (matcher.find()) {
            String value = Objects.requireNonNull(values.get(matcher.group(1)), matcher.group());
            matcher.appendReplacement(rendered, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(rendered).toString();
    }

    private static String text(String name) {
        try (InputStream in = Templates.class.getResourceAsStream("/templates/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
