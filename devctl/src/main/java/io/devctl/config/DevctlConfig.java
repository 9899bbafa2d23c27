package io.devctl.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A services.yaml without problems.
 *
 * @param file absolute
 * @param project a name that is legal as a database's, a container's and a file's
 * @param services by name, in the order of the file
 * @param onSupervisorExit what becomes of the services when their supervisor dies
 * @param surroundings the variables around the file
 */
public record DevctlConfig(
        Path file,
        String project,
        TenantSource tenants,
        PostgresConfig postgres,
        Map<String, ServiceConfig> services,
        OnSupervisorExit onSupervisorExit,
        Surroundings surroundings) {
    public DevctlConfig {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }

    /** What becomes of the services when their supervisor dies. */
    public enum OnSupervisorExit {
        KEEP,
        STOP
    }

    /**
     * Variables that services.yaml may refer to.
     *
     * @param dotEnv from .env beside services.yaml
     * @param caller from the process that runs devctl
     */
    public record Surroundings(Map<String, String> dotEnv, Map<String, String> caller) {
        public Surroundings {
            dotEnv = Collections.unmodifiableMap(new LinkedHashMap<>(dotEnv));
            caller = Collections.unmodifiableMap(new LinkedHashMap<>(caller));
        }

        /** Nothing: the values may be secrets. */
        @Override
        public String toString() {
            return "Surroundings[]";
        }
    }

    /** The folder of services.yaml. */
    public Path root() {
        return Objects.requireNonNull(file.getParent(), "an absolute file has a folder");
    }

    /**
     * The variables of a service, by precedence: {@code env}, {@code env_file}, what devctl provides, .env beside
     * services.yaml; after them come {@link #callerVariables}. Unless the server is external, the caller's DATABASE_URL,
     * PG* and POSTGRES_* are left out, so that no service works on another database than devctl does; a service with
     * {@code database: false} has none from .env either.
     */
    public ServiceEnvironment environment(ServiceConfig service) {
        boolean callerMay = service.database() && postgres.provider() == PostgresConfig.Provider.EXTERNAL;
        Map<String, String> outer = new LinkedHashMap<>();
        for (Map.Entry<String, String> variable : surroundings.caller().entrySet()) {
            if (callerMay && DatabaseVariables.isAny(variable.getKey())) {
                outer.put(variable.getKey(), variable.getValue());
            }
        }
        for (Map.Entry<String, String> variable : surroundings.dotEnv().entrySet()) {
            if (service.database() || !DatabaseVariables.isLibpq(variable.getKey())) {
                outer.put(variable.getKey(), variable.getValue());
            }
        }
        Map<String, Template> given = new LinkedHashMap<>();
        for (Map.Entry<String, String> variable : service.fileEnv().entrySet()) {
            given.put(variable.getKey(), Template.literal(variable.getValue()));
        }
        given.putAll(service.env());
        return new ServiceEnvironment(given, outer);
    }

    /**
     * What the caller has set, but for what leads a program to a database. Every service has these variables, everything
     * else wins over them, and another value of one is no change of a service.
     */
    public Map<String, String> callerVariables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Map.Entry<String, String> variable : surroundings.caller().entrySet()) {
            if (!DatabaseVariables.isAny(variable.getKey())) {
                variables.put(variable.getKey(), variable.getValue());
            }
        }
        return variables;
    }
}
