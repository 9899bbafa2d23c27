package io.devctl.config;

import io.devctl.config.DevctlConfig.Surroundings;
import io.devctl.config.keys.Section;
import io.devctl.config.yaml.Overlay;
import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.TextFile;
import io.devctl.config.yaml.Yaml;
import io.devctl.config.yaml.YamlFile;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds and reads services.yaml. */
public final class ConfigLoader {
    /** The file's name. */
    public static final String FILE_NAME = "services.yaml";

    private static final String CREATE_HINT = "dev init writes one from what it finds here; --file names one elsewhere";

    private ConfigLoader() {}

    /** What the file may hold: the tables that it is read by. */
    public static Section keys() {
        return FileReader.SECTION;
    }

    /**
     * The services.yaml in a folder or in its nearest parent that has one.
     *
     * @return an absolute path
     * @throws DevctlException CONFIG when there is none
     */
    public static Path find(Path start) {
        Path from = start.toAbsolutePath().normalize();
        for (Path folder = from; folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(FILE_NAME);
            if (Files.exists(file)) {
                return file;
            }
        }
        String message = "no services.yaml: '" + from + "' and the folders above it have none";
        throw new DevctlException(ExitCode.CONFIG, message, CREATE_HINT);
    }

    /**
     * Reads a file, services.override.yaml and .env beside it, and the files that it names.
     *
     * @param callerEnvironment the variables of the process that runs devctl
     * @throws DevctlException CONFIG with every problem of the file
     */
    public static DevctlConfig load(Path file, Map<String, String> callerEnvironment) {
        return load(file, callerEnvironment, true);
    }

    /** Reads a file as everybody has it: without services.override.yaml and .env beside it. */
    public static DevctlConfig loadShared(Path file, Map<String, String> callerEnvironment) {
        return load(file, callerEnvironment, false);
    }

    private static DevctlConfig load(Path file, Map<String, String> callerEnvironment, boolean own) {
        Path absolute = file.toAbsolutePath().normalize();
        Path root = absolute.getParent();
        if (root == null || !Files.exists(absolute)) {
            throw new DevctlException(ExitCode.CONFIG, "no such file: '" + absolute + "'", CREATE_HINT);
        }
        Problems problems = new Problems();
        Yaml.Mapping tree = tree(absolute, own, problems);
        Map<String, String> dotEnv = own ? EnvFiles.beside(root, callerEnvironment, problems) : Map.of();
        if (tree == null) {
            problems.throwIfAny();
        }
        Interpolation text = new Interpolation(root, dotEnv, callerEnvironment, problems);
        DevctlConfig config = new FileReader(absolute, new Loading(root, text, problems))
                .read(Objects.requireNonNull(tree), new Surroundings(dotEnv, callerEnvironment));
        problems.throwIfAny();
        return config;
    }

    /**
     * What should stop {@code dev up}, though services.yaml is right: .env beside it is missing, and .env.example says
     * that there should be one.
     */
    public static List<Problem> missingDotEnv(DevctlConfig config) {
        Path file = config.root().resolve(".env");
        Path example = config.root().resolve(".env.example");
        if (Files.exists(file) || !Files.exists(example)) {
            return List.of();
        }
        return List.of(new Problem("no such file: '" + file + "'", ".env.example", ShellWord.copy(example, file)));
    }

    /**
     * What the example beside a file of variables has and the file lacks.
     *
     * @param file {@code .env}; its example is {@code .env.example}
     * @return names in the order of the example; empty when one of the two files is missing or cannot be read
     */
    public static List<String> missingKeys(Path file) {
        Path example = file.resolveSibling(file.getFileName() + ".example");
        if (!Files.exists(file) || !Files.exists(example)) {
            return List.of();
        }
        Set<String> missing = new LinkedHashSet<>(keys(example));
        missing.removeAll(keys(file));
        return List.copyOf(missing);
    }

    private static Set<String> keys(Path file) {
        String name = String.valueOf(file.getFileName());
        Problems ignored = new Problems(); // those of files that count are reported where they are loaded
        String text = TextFile.read(file, name, ignored);
        return text == null
                ? Set.of()
                : DotEnv.parse(text, name, ignored, variable -> null).keySet();
    }

    private static Yaml.@Nullable Mapping tree(Path file, boolean own, Problems problems) {
        String name = String.valueOf(file.getFileName());
        Yaml.Mapping tree = YamlFile.read(file, name, problems);
        Path over = file.resolveSibling(overrideName(name));
        if (own && Files.exists(over)) {
            Yaml.Mapping upper = YamlFile.read(over, String.valueOf(over.getFileName()), problems);
            return tree == null || upper == null ? tree : Overlay.merge(tree, upper);
        }
        if (tree != null && tree.entries().isEmpty()) {
            problems.add("an empty file", name, new Place(name, 1, 1), "begin with services:");
        }
        return tree;
    }

    /** {@code services.override.yaml} for {@code services.yaml}. */
    static String overrideName(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 1 ? name + ".override" : name.substring(0, dot) + ".override" + name.substring(dot);
    }
}
