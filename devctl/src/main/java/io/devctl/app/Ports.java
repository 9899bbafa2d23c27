package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.config.PortConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.postgres.PortLeases;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The port of each service: the one in services.yaml, or the one that is leased for this checkout. */
final class Ports {
    private final DevctlConfig config;
    private final Path stateDirectory;

    Ports(DevctlConfig config, Path stateDirectory) {
        this.config = config;
        this.stateDirectory = stateDirectory;
    }

    /** The service's port, null when it has none; leases one the first time an automatic one is asked for. */
    @Nullable
    Integer of(ServiceConfig service) {
        PortConfig port = service.port();
        if (port == null) {
            return null;
        }
        return port instanceof PortConfig.Fixed fixed
                ? (Integer) fixed.number()
                : (Integer) PortLeases.lease(stateDirectory, service.name());
    }

    /** Where to reach a service, null when it has no port. */
    @Nullable
    String url(ServiceConfig service) {
        Integer port = of(service);
        return port == null ? null : "http://127.0.0.1:" + port;
    }

    /** As {@link #of(ServiceConfig)}, without leasing: null as well when nothing has been leased yet. */
    @Nullable
    Integer known(ServiceConfig service) {
        if (service.port() instanceof PortConfig.Auto) {
            var leased = PortLeases.leased(stateDirectory, service.name());
            return leased.isPresent() ? (Integer) leased.getAsInt() : null;
        }
        return of(service);
    }

    ServiceConfig service(String name) {
        return Selection.service(config, name);
    }
}
