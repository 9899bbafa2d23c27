package io.devctl.config;

import io.devctl.config.DevctlConfig.Surroundings;
import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.Yaml;
import io.devctl.config.yaml.YamlFile;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be migrated where there is no services.yaml: a container with nothing but migration files and variables.
 *
 * <ul>
 *   <li>DEVCTL_SCHEMA: {@code public}, {@code auth} or {@code auth_{tenant}}; without it nothing is done
 *   <li>DEVCTL_TENANTS: names, with commas or spaces between them; needed when the schema has {@code {tenant}} in it
 *   <li>DEVCTL_MIGRATIONS: folders, with colons between them; else the first of {@link #SEARCHED} that exists
 *   <li>DEVCTL_SERVICE: a name for reports, {@code app} unless given
 *   <li>DATABASE_URL, or POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB
 * </ul>
 */
public final class BareConfig {
    /** Where migrations are looked for, relative ones in the working directory. */
    static final List<String> SEARCHED = List.of(
            "/migrations",
            "/app/migrations",
            "migrations",
            "supabase/migrations",
            "init-db/migrations",
            "db/migrations");

    private static final String SCHEMA = "DEVCTL_SCHEMA";

    private BareConfig() {}

    /** Whether the variables speak of a database to migrate, and there is no services.yaml that does. */
    public static boolean isMeant(Path folder, Map<String, String> variables) {
        if (value(variables, SCHEMA) == null) {
            return false;
        }
        for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(ConfigLoader.FILE_NAME))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The variables as a configuration with one service and an external server.
     *
     * @throws DevctlException CONFIG for what is missing or cannot be
     */
    public static DevctlConfig load(Path folder, Map<String, String> variables) {
        Path root = folder.toAbsolutePath().normalize();
        Problems problems = new Problems();
        String shown = "the environment";
        Yaml.Mapping tree = Objects.requireNonNull(YamlFile.parse(yaml(root, variables), shown, problems));
        Interpolation text = new Interpolation(root, Map.of(), variables, problems);
        DevctlConfig config = new FileReader(root.resolve(ConfigLoader.FILE_NAME), new Loading(root, text, problems))
                .read(tree, new Surroundings(Map.of(), variables));
        problems.throwIfAny();
        return config;
    }

    private static String yaml(Path root, Map<String, String> variables) {
        String tenants = value(variables, "DEVCTL_TENANTS");
        String listed = tenants == null
                ? ""
                : Arrays.stream(tenants.split("[,\\s]+"))
                        .filter(tenant -> !tenant.isEmpty())
                        .map(BareConfig::quoted)
                        .collect(Collectors.joining(", ", "tenants: [", "]\n"));
        String service = Objects.requireNonNullElse(value(variables, "DEVCTL_SERVICE"), "app");
        return listed + "postgres: {provider: external}\nservices:\n  " + quoted(service) + ":\n    migrations:\n"
                + "      schema: " + quoted(String.valueOf(value(variables, SCHEMA))) + "\n      paths: ["
                + folders(root, variables).stream().map(BareConfig::quoted).collect(Collectors.joining(", ")) + "]\n";
    }

    private static List<String> folders(Path root, Map<String, String> variables) {
        String given = value(variables, "DEVCTL_MIGRATIONS");
        if (given != null) {
            return Arrays.asList(given.split(":"));
        }
        List<String> tried = new ArrayList<>();
        for (String candidate : SEARCHED) {
            Path folder = root.resolve(candidate);
            if (Files.isDirectory(folder)) {
                return List.of(folder.toString());
            }
            tried.add(folder.toString());
        }
        throw new DevctlException(
                ExitCode.CONFIG,
                "no folder with migrations: there is none of '" + String.join("', '", tried) + "'",
                "set DEVCTL_MIGRATIONS to it");
    }

    /** A YAML text in single quotes, in which a dollar is one. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''").replace("$", "$$") + "'";
    }

    private static @Nullable String value(Map<String, String> variables, String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
