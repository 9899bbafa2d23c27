package io.devctl.app.doctor;

import io.devctl.app.StateDirectory;
import io.devctl.config.ConfigLoader;
import io.devctl.config.DevctlConfig;
import io.devctl.model.DevctlException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at.
 *
 * @param root the environment's folder; the one that the user stands in when there is none
 * @param state its {@code .devctl}, which may not exist
 * @param config null when services.yaml is missing or wrong
 * @param wrong why {@code config} is null
 */
record Patient(
        Path root,
        Path state,
        @Nullable DevctlConfig config,
        @Nullable DevctlException wrong,
        Map<String, String> variables) {

    static Patient in(Path folder, @Nullable Path named, Map<String, String> variables) {
        Path root = folder;
        try {
            Path file = named == null ? ConfigLoader.find(folder) : folder.resolve(named);
            root = Optional.ofNullable(file.toAbsolutePath().normalize().getParent())
                    .orElse(folder);
            DevctlConfig config = ConfigLoader.load(file, variables);
            return new Patient(root, root.resolve(StateDirectory.NAME), config, null, variables);
        } catch (DevctlException wrong) {
            Path beside = root.resolve(StateDirectory.NAME);
            Path state = StateDirectory.find(root).orElse(beside);
            return new Patient(root, state, null, wrong, variables);
        }
    }
}
