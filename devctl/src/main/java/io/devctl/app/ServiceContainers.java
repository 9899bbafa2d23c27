package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.StopConfig;
import io.devctl.docker.ContainerName;
import io.devctl.docker.ContainerProcess;
import io.devctl.docker.ContainerSpec;
import io.devctl.docker.Containers;
import io.devctl.docker.DockerEngine;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Services that run as containers. Each is a unit like any other, whose process makes the container and removes it; when
 * that process was killed, the container is found by its name. Nothing here is touched where there never was one.
 */
final class ServiceContainers {
    private static final String FILE = "containers";
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String INSTEAD = "give the service a command: in services.yaml";

    private ServiceContainers() {}

    /** What a service's unit runs. */
    record Unit(List<String> argv, Map<String, String> environment) {}

    /**
     * The process that makes and shows a service's container.
     *
     * @param variables the names of those that the container is given
     */
    static Unit unit(
            DevctlConfig config, ServiceConfig service, String image, @Nullable Integer port, Set<String> variables) {
        DockerEngine engine = engine();
        StopConfig stop = service.stop();
        ContainerSpec spec = new ContainerSpec(
                ContainerName.of(config.root(), service.name()),
                image,
                ContainerName.labels(config.root(), service.name()),
                null,
                port == null ? null : new ContainerSpec.Port(port, service.containerPort()),
                Map.of(),
                List.copyOf(new TreeSet<>(variables)),
                null,
                List.of(),
                stop.signal().equals("TERM") ? null : "SIG" + stop.signal());
        long grace = Math.max(1, stop.timeout().plusMillis(999).toSeconds());
        return new Unit(ContainerProcess.foreground(spec, grace), ContainerProcess.environment(engine));
    }

    /**
     * Makes sure of an engine, and notes that there may be containers from now on.
     *
     * @throws DevctlException UNAVAILABLE when there is no engine
     */
    static void prepare(Path stateDirectory, DevctlConfig config, Collection<String> services) {
        Set<String> names = new TreeSet<>(recorded(stateDirectory));
        boolean more = false;
        for (String name : services) {
            ServiceConfig service = config.services().get(name);
            if (service != null && service.container() != null) {
                more |= names.add(ContainerName.of(config.root(), name));
            }
        }
        if (names.isEmpty()) {
            return;
        }
        engine();
        if (more) {
            try {
                Files.write(stateDirectory.resolve(FILE), names);
            } catch (IOException e) {
                throw unusable(stateDirectory, e);
            }
        }
    }

    /** Whether this environment has, or had, containers of services: they may hold their ports without a process of ours. */
    static boolean any(Path stateDirectory) {
        return Files.exists(stateDirectory.resolve(FILE));
    }

    /**
     * Removes every container of a service whose process is gone.
     *
     * @throws DevctlException UNAVAILABLE when one cannot be removed; then it is named
     */
    static void removeAll(Path stateDirectory) {
        if (!any(stateDirectory)) {
            return;
        }
        Containers containers = new Containers(engine());
        recorded(stateDirectory).forEach(name -> containers.remove(name, GRACE));
        try {
            Files.deleteIfExists(stateDirectory.resolve(FILE));
        } catch (IOException e) {
            throw unusable(stateDirectory, e);
        }
    }

    /** As {@link #removeAll}, for some services. */
    static void remove(Path stateDirectory, Collection<String> services) {
        if (any(stateDirectory)) {
            Path root = stateDirectory.toAbsolutePath().normalize().getParent();
            Containers containers = new Containers(engine());
            Set<String> known = recorded(stateDirectory);
            services.stream()
                    .map(service -> ContainerName.of(root == null ? stateDirectory : root, service))
                    .filter(known::contains)
                    .forEach(name -> containers.remove(name, GRACE));
        }
    }

    private static Set<String> recorded(Path stateDirectory) {
        if (!any(stateDirectory)) {
            return Set.of();
        }
        try {
            return new TreeSet<>(Files.readAllLines(stateDirectory.resolve(FILE)));
        } catch (IOException e) {
            throw unusable(stateDirectory, e);
        }
    }

    private static DockerEngine engine() {
        return DockerEngine.find(System.getenv(), INSTEAD);
    }

    private static DevctlException unusable(Path stateDirectory, IOException e) {
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                "cannot use '" + stateDirectory.resolve(FILE) + "': " + e.getMessage(),
                "check that the folder can be written",
                e);
    }
}
