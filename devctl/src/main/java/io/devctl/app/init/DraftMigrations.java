package io.devctl.app.init;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One set of migrations that was found. */
final class DraftMigrations {
    /** Null for {@code sql}. */
    final @Nullable String engine;

    final List<String> comments = new ArrayList<>();
    List<String> paths = List.of();
    List<String> command = List.of();

    @Nullable
    String schema;

    /** Null where the files say themselves whose they are. */
    @Nullable
    String format;

    @Nullable
    String schemaVariable;

    DraftMigrations(@Nullable String engine) {
        this.engine = engine;
    }

    /** Whether devctl reads and applies the files itself. */
    boolean isSql() {
        return engine == null;
    }

    /** The lines below {@code migrations:}, without an indentation. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        comments.forEach(comment -> lines.add("# " + comment));
        if (engine != null) {
            lines.add("engine: " + engine);
        }
        if (!paths.isEmpty()) {
            lines.add("paths: "
                    + YamlText.list(
                            paths.stream().map(path -> path.replace("$", "$$")).toList()));
        }
        if (format != null) {
            lines.add("format: " + format);
        }
        if (schema != null) {
            lines.add("schema: " + YamlText.inBrackets(schema));
        }
        if (schemaVariable != null) {
            lines.add("schema_variable: " + schemaVariable);
        }
        if (!command.isEmpty()) {
            lines.add("command: " + YamlText.list(command));
        }
        return lines;
    }
}
