package io.devctl.config;

import io.devctl.config.keys.Reading;
import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${NAME}} from .env and the caller's variables, and leaves dotted names open. Those are remembered and
 * checked when all services are known.
 */
final class Interpolation implements Reading {
    /** A dotted name that somebody uses. */
    record OpenName(String name, Place place) {}

    private final Path root;
    private final Map<String, String> dotEnv;
    private final Map<String, String> caller;
    private final Problems problems;
    private final List<OpenName> openNames = new ArrayList<>();

    Interpolation(Path root, Map<String, String> dotEnv, Map<String, String> caller, Problems problems) {
        this.root = root;
        this.dotEnv = dotEnv;
        this.caller = caller;
        this.problems = problems;
    }

    @Override
    public Problems problems() {
        return problems;
    }

    /** Every dotted name that was met. */
    List<OpenName> openNames() {
        return openNames;
    }

    /** A variable's value from .env, else from the caller; null when it is not set. */
    @Nullable
    String variable(String name) {
        String value = dotEnv.get(name);
        return value != null ? value : caller.get(name);
    }

    @Override
    public @Nullable String text(Yaml.Scalar scalar) {
        if (scalar.text().indexOf('$') < 0 && scalar.text().indexOf('\0') < 0) {
            return scalar.text();
        }
        PlaceholderReader reader = new PlaceholderReader(this, scalar.text(), scalar.place());
        Template template = reader.read();
        for (OpenName open : reader.openNames()) {
            String hint = "use it in command, env or a probe";
            problems.add("not known before the environment runs", "${" + open.name() + "}", open.place(), hint);
        }
        return reader.isGood() && reader.openNames().isEmpty() ? template.toString() : null;
    }

    /** Text in which dotted names may stand. */
    Template template(Yaml.Scalar scalar) {
        PlaceholderReader reader = new PlaceholderReader(this, scalar.text(), scalar.place());
        Template template = reader.read();
        openNames.addAll(reader.openNames());
        return template;
    }

    /** Text for the shell, in which nothing but dotted names is ours. */
    Template shell(Yaml.Scalar scalar) {
        PlaceholderReader reader = new PlaceholderReader(this, scalar.text(), scalar.place());
        Template template = reader.readShell();
        openNames.addAll(reader.openNames());
        return template;
    }

    /**
     * Records that a variable is not set.
     *
     * @param message what the author of the file wants to be said, or null
     */
    void addUnset(String name, @Nullable String message, Place place) {
        String what = message == null || message.isBlank() ? "variable not set" : "variable not set (" + message + ")";
        problems.add(what, name, place, unsetHint(name));
    }

    private String unsetHint(String name) {
        if (name.equals("PORT")) {
            return "write ${services.NAME.port}";
        }
        if (name.equals("DATABASE_URL")) {
            return "write ${postgres.url}";
        }
        Path dotEnvFile = root.resolve(".env");
        Path example = root.resolve(".env.example");
        if (!Files.exists(dotEnvFile) && Files.exists(example)) {
            return ShellWord.copy(example, dotEnvFile);
        }
        return "set it in " + ShellWord.quote(dotEnvFile.toString()) + ", or write ${" + name + ":-default}";
    }
}
