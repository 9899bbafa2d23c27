package io.devctl.config;

import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Placed;
import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads .env beside services.yaml and the files that {@code env_file} names. */
final class EnvFiles {
    /** The files of one service, a later one winning, and what they say. */
    record Read(List<Path> files, Map<String, String> variables) {}

    private EnvFiles() {}

    /** .env beside services.yaml; empty when there is none. */
    static Map<String, String> beside(Path root, Map<String, String> caller, Problems problems) {
        Path file = root.resolve(".env");
        if (!Files.exists(file)) {
            return Map.of();
        }
        String text = TextFile.read(file, ".env", problems);
        return text == null ? Map.of() : DotEnv.parse(text, ".env", problems, caller::get);
    }

    /** The files of a service, relative to its folder. */
    static Read of(Path dir, List<Placed<String>> names, Loading loading) {
        List<Path> files = new ArrayList<>();
        Map<String, String> variables = new LinkedHashMap<>();
        for (Placed<String> name : names) {
            Path file = loading.resolve(dir, name.value(), name.place());
            if (file != null && Files.exists(file)) {
                files.add(file);
                read(file, variables, loading);
            } else if (file != null) {
                addMissing(file, name.value(), name.place(), loading);
            }
        }
        return new Read(files, variables);
    }

    private static void read(Path file, Map<String, String> variables, Loading loading) {
        String shown = loading.shown(file);
        String text = TextFile.read(file, shown, loading.problems());
        if (text != null) {
            variables.putAll(DotEnv.parse(text, shown, loading.problems(), name -> {
                String earlier = variables.get(name);
                return earlier != null ? earlier : loading.text().variable(name);
            }));
        }
    }

    private static void addMissing(Path file, String written, Place place, Loading loading) {
        Path example = file.resolveSibling(file.getFileName() + ".example");
        String hint = Files.exists(example)
                ? ShellWord.copy(example, file)
                : "create " + ShellWord.quote(file.toString()) + ", or take it out of env_file";
        loading.problems().add("no such env_file", written, place, hint);
    }
}
