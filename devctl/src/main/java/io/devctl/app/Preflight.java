package io.devctl.app;

import io.devctl.config.ConfigLoader;
import io.devctl.config.DevctlConfig;
import io.devctl.config.PortConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Problem;
import io.devctl.model.ServiceStatus;
import io.devctl.postgres.PortLeases;
import io.devctl.supervise.LeftUnits;
import io.devctl.supervise.SupervisorClient;
import io.devctl.supervise.process.PortHolder;
import io.devctl.system.PortOwner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be known to fail before anything is started. */
public final class Preflight {
    private final DevctlConfig config;
    private final Path stateDirectory;
    private final Ports ports;

    Preflight(Environment environment) {
        this.config = environment.config();
        this.stateDirectory = environment.stateDirectory();
        this.ports = new Ports(config, stateDirectory);
    }

    /**
     * The .env that .env.example asks for is there, and every port that a service wants is free, or is its own.
     *
     * @throws DevctlException CONFIG without the .env, UNAVAILABLE with all ports that are taken, and by whom
     */
    void check(Set<String> services, Optional<SupervisorClient> supervisor) {
        boolean hadContainers = ServiceContainers.any(stateDirectory);
        List<Problem> missing = ConfigLoader.missingDotEnv(config);
        if (!missing.isEmpty()) {
            throw new DevctlException(ExitCode.CONFIG, missing);
        }
        Set<String> running = new HashSet<>();
        supervisor.ifPresent(client -> client.status().stream()
                .filter(status -> status.pid() != null)
                .map(ServiceStatus::name)
                .forEach(running::add));
        List<Problem> taken = new ArrayList<>();
        for (String name : services) {
            ServiceConfig service = ports.service(name);
            boolean own = hadContainers && service.container() != null; // its container may be what has the port
            if (service.runs() && service.port() != null && !running.contains(name) && !own) {
                taken(service).ifPresent(taken::add);
            }
        }
        if (!taken.isEmpty()) {
            throw new DevctlException(ExitCode.UNAVAILABLE, taken);
        }
        ServiceContainers.prepare(stateDirectory, config, services);
    }

    private Optional<Problem> taken(ServiceConfig service) {
        Integer port = ports.of(service);
        Optional<Problem> problem = port == null ? Optional.empty() : taken(stateDirectory, service.name(), port);
        if (problem.isPresent() && service.port() instanceof PortConfig.Auto) {
            PortLeases.renew(stateDirectory, service.name());
            return Optional.empty();
        }
        return problem;
    }

    /** Why a service cannot have a fixed port; empty when it can, or when a process of this environment has it. */
    public static Optional<Problem> taken(Path stateDirectory, String service, int port) {
        if (PortOwner.isFree(port)) {
            return Optional.empty();
        }
        PortHolder holder = PortHolder.of(port);
        if (holder.owner().isPresent()
                && LeftUnits.owns(stateDirectory, holder.owner().get().pid())) {
            return Optional.empty(); // left by a supervisor that was killed; the next one takes it over or ends it
        }
        // Postgres of another checkout is no unit, but its port is leased
        String other = holder.environment().isPresent()
                ? ""
                : PortLeases.otherHolder(stateDirectory, port)
                        .map(state -> ", of the environment in '" + state.getParent() + "'")
                        .orElse("");
        return Optional.of(new Problem(
                "port " + port + " of service '" + service + "' is taken by " + holder.words() + other,
                null,
                "stop it, or write port: auto in services.yaml"));
    }
}
