package io.devctl.app;

import io.devctl.config.ConfigLoader;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a command that works without services.yaml looks for its environment.
 *
 * @param folder at or below the environment's root
 * @param file services.yaml where the user named one
 * @param variables the caller's
 */
public record Place(Path folder, @Nullable Path file, Map<String, String> variables) {

    /** Where the state directory is when there is one; for what runs although it was deleted. */
    Optional<Path> expectedState() {
        try {
            Path services = file == null ? ConfigLoader.find(folder) : folder.resolve(file.getFileName());
            return Optional.ofNullable(services.getParent()).map(root -> root.resolve(StateDirectory.NAME));
        } catch (DevctlException noServicesYaml) {
            return Optional.empty();
        }
    }

    /**
     * Refuses a name that nobody knows.
     *
     * @param others what is known beside services.yaml: units that run, services that have a log
     * @throws DevctlException USAGE; never when services.yaml cannot be read, since then nobody can tell
     */
    void requireKnown(Collection<String> others, List<String> names) {
        if (others.containsAll(names)) {
            return;
        }
        TreeSet<String> known = new TreeSet<>(others);
        try {
            known.addAll(Environment.open(folder, file, variables).serviceNames());
        } catch (DevctlException unreadable) {
            return;
        }
        for (String name : names) {
            if (!known.contains(name)) {
                throw new DevctlException(
                        ExitCode.USAGE,
                        "no such service: '" + name + "'",
                        "the services are " + String.join(", ", known));
            }
        }
    }
}
