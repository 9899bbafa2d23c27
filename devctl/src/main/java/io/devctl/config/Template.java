package io.devctl.config;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Text in which some names are open until the environment runs: {@code ${postgres.url}}, {@code ${services.X.port}}.
 * Everything else was resolved when services.yaml was read. Immutable.
 */
public final class Template {
    private final List<Part> parts;
    private final Set<String> variables;

    Template(List<Part> parts) {
        this(parts, Set.of());
    }

    Template(List<Part> parts, Set<String> variables) {
        this.parts = List.copyOf(parts);
        this.variables = Set.copyOf(variables);
    }

    /** A piece of the text: itself, or the dotted name that stands for it. */
    record Part(String text, boolean open) {}

    /** Text without open names. */
    public static Template literal(String text) {
        return new Template(text.isEmpty() ? List.of() : List.of(new Part(text, false)));
    }

    /**
     * The text with every open name replaced.
     *
     * @param values gives the value of a dotted name such as {@code postgres.url}, without the braces; never null
     */
    public String fill(UnaryOperator<String> values) {
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            filled.append(part.open() ? Objects.requireNonNull(values.apply(part.text()), part.text()) : part.text());
        }
        return filled.toString();
    }

    /** The names that are open, sorted: {@code postgres.url}, {@code services.auth_api.port}. */
    public Set<String> openNames() {
        Set<String> names = new TreeSet<>();
        for (Part part : parts) {
            if (part.open()) {
                names.add(part.text());
            }
        }
        return names;
    }

    /** The variables of .env or the caller that the text refers to, also where a default stands in for one. */
    public Set<String> variables() {
        return variables;
    }

    /** The text with its open names as they are written: {@code http://${services.auth_api.host}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.open() ? "${" : "").append(part.text()).append(part.open() ? "}" : "");
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Template template && parts.equals(template.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }
}
