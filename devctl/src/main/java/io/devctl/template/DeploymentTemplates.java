package io.devctl.template;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The templates of {@code dev render}: Mustache between {@code <%} and {@code %>}, which none of the rendered languages has.
 * {@code <%name%>} is quoted for the file that it stands in, {@code <%&name%>} is not.
 */
public final class DeploymentTemplates {
    private final @Nullable Path own;
    private final Map<String, Template> compiled = new HashMap<>();

    /** @param own a folder whose files come before devctl's of the same name; null for none */
    public DeploymentTemplates(@Nullable Path own) {
        this.own = own;
    }

    /**
     * A template with its values.
     *
     * @param name of a file in templates/: {@code k8s/service.yaml}
     * @param values maps, lists, texts, numbers and booleans; one for each name that the template has
     * @throws DevctlException USAGE for a template that cannot be understood, or names what there is not
     */
    public String render(String name, Quoting quoting, Map<String, ?> values) {
        try {
            return compiled.computeIfAbsent(name, missing -> compile(missing, quoting))
                    .execute(values);
        } catch (MustacheException e) {
            throw refused(name, e);
        }
    }

    private Template compile(String name, Quoting quoting) {
        return Mustache.compiler()
                .withDelims("<% %>")
                .withEscaper(quoting::apply)
                .strictSections(true)
                .compile(text(name));
    }

    private DevctlException refused(String name, Exception e) {
        Path file = own == null ? null : own.resolve(name);
        String shown = file != null && Files.exists(file) ? file.toString() : name;
        String why = e instanceof CharacterCodingException ? "it is not text in UTF-8" : e.getMessage();
        return new DevctlException(
                ExitCode.USAGE,
                "cannot render the template: '" + shown + "' (" + why + ")",
                "correct it, or delete it to use devctl's own",
                e);
    }

    private String text(String name) {
        Path file = own == null ? null : own.resolve(name);
        try {
            if (file != null && Files.exists(file)) {
                return Files.readString(file, StandardCharsets.UTF_8);
            }
            try (InputStream in = DeploymentTemplates.class.getResourceAsStream("/templates/" + name)) {
                return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            if (file == null) {
                throw new UncheckedIOException(e);
            }
            throw refused(name, e);
        }
    }
}
