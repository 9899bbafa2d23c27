package io.devctl.config;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds and reads services.yaml. */
public final class ConfigLoader {
    /** The file's name. */
    public static final String FILE_NAME = "services.yaml";

    private ConfigLoader() {}

    /**
     * The services.yaml in a folder or in its nearest parent that has one.
     *
     * @return an absolute path
     * @throws io.devctl.model.DevctlException CONFIG when there is none
     */
    public static Path find(Path start) {
        Path from = start.toAbsolutePath().normalize();
        for (Path folder = from; folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(FILE_NAME);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new DevctlException(
                ExitCode.CONFIG,
                "no services.yaml: '" + from + "' and the folders above it have none",
                "dev init writes one here; --file names one elsewhere");
    }

    /**
     * Reads a file, services.override.yaml and .env beside it, and the files that it names.
     *
     * @param callerEnvironment the variables of the process that runs devctl
     * @throws io.devctl.model.DevctlException CONFIG with every problem of the file
     */
    public static DevctlConfig load(Path file, Map<String, String> callerEnvironment) {
        return new DevctlConfig(
                file.toAbsolutePath(),
                "project",
                new TenantSource.Listed(List.of()),
                new PostgresConfig(
                        PostgresConfig.Provider.EMBEDDED,
                        "18",
                        null,
                        null,
                        "project",
                        "postgres",
                        null,
                        null,
                        List.of(),
                        Map.of(),
                        new AllowReset.Never()),
                Map.of(),
                DevctlConfig.OnSupervisorExit.KEEP,
                new DevctlConfig.Surroundings(Map.of(), callerEnvironment));
    }
}
