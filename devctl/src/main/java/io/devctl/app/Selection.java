package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Which services a command is about, in the order of services.yaml. */
final class Selection {
    /** What a service depends on when it depends on the database alone. */
    static final String POSTGRES = "postgres";

    private static final String MIGRATIONS = ".migrations";

    private Selection() {}

    /** The name of the fact that a service's migrations have been applied. */
    static String migrationsOf(String service) {
        return service + MIGRATIONS;
    }

    /** The service that a name in depends_on speaks of: {@code auth_api} for {@code auth_api.migrations}. */
    static String serviceOf(String dependency) {
        return dependency.endsWith(MIGRATIONS)
                ? dependency.substring(0, dependency.length() - MIGRATIONS.length())
                : dependency;
    }

    /** The service of a name that services.yaml is known to have. */
    static ServiceConfig service(DevctlConfig config, String name) {
        return Objects.requireNonNull(config.services().get(name), name);
    }

    /**
     * The named services and all that they depend on; without names, those of the profiles.
     *
     * @param names of services, or {@code postgres}
     * @param profiles in addition to {@code default}, to which every service without profiles belongs
     * @throws DevctlException USAGE for a name that services.yaml does not have
     */
    static Set<String> services(DevctlConfig config, List<String> names, Set<String> profiles, boolean dependencies) {
        Set<String> chosen = names.isEmpty() ? ofProfiles(config, profiles) : named(config, names);
        if (!dependencies) {
            return chosen;
        }
        Set<String> closure = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(chosen);
        while (!open.isEmpty()) {
            String name = open.pop();
            ServiceConfig service = config.services().get(name);
            if (service != null && closure.add(name)) {
                service.dependsOn().keySet().forEach(dependency -> open.push(serviceOf(dependency)));
            }
        }
        return inFileOrder(config, closure);
    }

    /** Checks names that a user typed. */
    static Set<String> named(DevctlConfig config, List<String> names) {
        Set<String> chosen = new LinkedHashSet<>();
        for (String name : names) {
            if (config.services().containsKey(name)) {
                chosen.add(name);
            } else if (!name.equals(POSTGRES)) {
                throw unknown(config, name);
            }
        }
        return inFileOrder(config, chosen);
    }

    private static DevctlException unknown(DevctlConfig config, String name) {
        return new DevctlException(
                ExitCode.USAGE,
                "no such service: '" + name + "' (" + config.file() + ")",
                "the services are " + String.join(", ", config.services().keySet()));
    }

    private static Set<String> ofProfiles(DevctlConfig config, Set<String> profiles) {
        Set<String> wanted = new LinkedHashSet<>(profiles);
        wanted.add("default");
        Set<String> chosen = new LinkedHashSet<>();
        for (ServiceConfig service : config.services().values()) {
            if (service.profiles().stream().anyMatch(wanted::contains)) {
                chosen.add(service.name());
            }
        }
        return chosen;
    }

    private static Set<String> inFileOrder(DevctlConfig config, Set<String> names) {
        Set<String> ordered = new LinkedHashSet<>(config.services().keySet());
        ordered.retainAll(names);
        return ordered;
    }
}
