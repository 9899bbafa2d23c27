package io.devctl.app.render;

import io.devctl.config.Condition;
import io.devctl.config.HostPort;
import io.devctl.config.PortConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.Template;
import io.devctl.template.Quoting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A service as templates know it. */
final class ServiceValues {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");
    private static final int REDIS = 6379;

    private final Cluster cluster;
    private final MigrationValues migrations;
    private final Variables variables;
    private final ProbeValues probes;
    private final String databaseSecret;
    private final Set<String> notes = new TreeSet<>();

    ServiceValues(Cluster cluster, MigrationValues migrations, String databaseSecret) {
        this.cluster = cluster;
        this.migrations = migrations;
        this.variables = new Variables(cluster);
        this.probes = new ProbeValues(cluster);
        this.databaseSecret = databaseSecret;
    }

    /** What could not be taken over, a sentence each. */
    Set<String> notes() {
        Set<String> all = new TreeSet<>(probes.notes());
        all.addAll(notes);
        return all;
    }

    /** Whether it is deployed: tasks are for a developer's machine. */
    static boolean isDeployed(ServiceConfig service) {
        return service.runs() && !service.task();
    }

    Map<String, Object> values(ServiceConfig service) {
        Map<String, Object> values = new LinkedHashMap<>();
        String image = cluster.image(service);
        Integer port = Cluster.port(service);
        values.put("service", service.name());
        values.put("app", cluster.name(service));
        values.put("deployment", cluster.name(service));
        values.put("colour", false);
        values.put("network", true);
        values.put("image", image);
        values.put("repository", Cluster.repository(image));
        values.put(
                "tag",
                image.substring(
                        Math.min(image.length(), Cluster.repository(image).length() + 1)));
        values.put("port", port == null ? false : Map.of("number", port, "published", published(service)));
        values.put("database", Variables.usesDatabase(service));
        List<Map<String, Object>> env = variables.ofPod(service, databaseSecret);
        env.forEach(each -> chartName(each));
        values.put("env", env.isEmpty() ? false : Map.of("variables", env));
        List<Map<String, Object>> composed = variables.ofContainer(service);
        values.put("composeEnv", composed.isEmpty() ? false : Map.of("variables", composed));
        values.put("envFrom", service.envFiles().isEmpty() ? false : Map.of("name", variables.secretOf(service)));
        values.put("probes", probes(service));
        values.put("hasProbes", !probes(service).isEmpty());
        values.put("health", health(service));
        Object migrate = migrations.before(service);
        Object waits = waits(service);
        values.put("migrate", migrate);
        values.put("waits", waits);
        values.put("inits", !waits.equals(false) || !migrate.equals(false));
        values.put("dependencies", dependencies(service));
        return values;
    }

    /** In a chart the database's Secret is whatever the values say. */
    private void chartName(Map<String, Object> variable) {
        if (variable.get("secret") instanceof Map<?, ?> secret) {
            Map<String, Object> named = new LinkedHashMap<>();
            secret.forEach((key, value) -> named.put(String.valueOf(key), value));
            named.put("chartName", databaseSecret.equals(secret.get("name")) ? "" : secret.get("name"));
            variable.put("secret", named);
        }
    }

    /** The port of this machine in a compose file; empty for a free one. */
    private static String published(ServiceConfig service) {
        return service.port() instanceof PortConfig.Fixed fixed ? Integer.toString(fixed.number()) : "";
    }

    private List<Map<String, Object>> probes(ServiceConfig service) {
        List<Map<String, Object>> all = new ArrayList<>();
        add(all, "startupProbe", probes.startup(service));
        add(all, "readinessProbe", probes.readiness(service));
        add(all, "livenessProbe", probes.liveness(service));
        return all;
    }

    private static void add(List<Map<String, Object>> all, String name, @Nullable Map<String, Object> probe) {
        if (probe != null) {
            probe.put("probe", name);
            all.add(probe);
        }
    }

    /** What waits for what the service needs before it starts; false for one that needs nothing. */
    private Object waits(ServiceConfig service) {
        List<Map<String, Object>> addresses = new ArrayList<>();
        for (HostPort address : service.waitFor()) {
            String host = deployedHost(service, address);
            if (host != null) {
                addresses.add(Map.of("host", Quoting.SHELL.apply(host), "number", address.port()));
            }
        }
        boolean database = Variables.usesDatabase(service);
        if (!database && addresses.isEmpty()) {
            return false;
        }
        Map<String, Object> waits = new LinkedHashMap<>();
        waits.put("addresses", addresses);
        waits.put("database", database);
        return waits;
    }

    /** Where an address is once deployed; null where the Secret of the database says it, or nobody does. */
    private @Nullable String deployedHost(ServiceConfig service, HostPort address) {
        if (!THIS_MACHINE.contains(address.host())) {
            return address.host();
        }
        for (ServiceConfig other : cluster.config().services().values()) {
            if (other.port() instanceof PortConfig.Fixed fixed && fixed.number() == address.port()) {
                return cluster.name(other);
            }
        }
        if (address.port() != REDIS) {
            notes.add(service.name() + ": wait_for " + address + " is this machine, and not waited for elsewhere");
        }
        return null;
    }

    /** The health check of a compose file, false where there is nothing to ask. */
    private Object health(ServiceConfig service) {
        Map<String, Object> probe = probes.readiness(service);
        if (probe == null) {
            return false;
        }
        Map<String, Object> health = new LinkedHashMap<>(probe);
        health.put(
                "start",
                service.ready() == null ? 60L : service.ready().deadline().toSeconds());
        health.put("test", test(probe));
        return health;
    }

    private static String test(Map<String, Object> probe) {
        if (probe.get("http") instanceof Map<?, ?> http) {
            String url = Quoting.SHELL.apply(String.valueOf(http.get("url")));
            return shell("wget -q -O /dev/null " + url + " || curl -fsS -o /dev/null " + url);
        }
        if (probe.get("exec") instanceof Map<?, ?> exec && exec.get("words") instanceof List<?> words) {
            List<String> all = new ArrayList<>(List.of("CMD"));
            words.forEach(word -> all.add(String.valueOf(word).replace("$", "$$")));
            return MigrationValues.flow(all);
        }
        Object port = probe.get("tcp") instanceof Map<?, ?> tcp ? tcp.get("port") : "";
        return shell("nc -z 127.0.0.1 " + port + " || bash -c ': </dev/tcp/127.0.0.1/" + port + "'");
    }

    private static String shell(String command) {
        return MigrationValues.flow(List.of("CMD-SHELL", command.replace("$", "$$")));
    }

    /** What compose starts first, each with its condition; false for nothing. */
    private Object dependencies(ServiceConfig service) {
        Map<String, String> all = new LinkedHashMap<>();
        if (Variables.usesDatabase(service)) {
            all.put(
                    migrations.hasFiles() ? "migrate" : "postgres",
                    migrations.hasFiles() ? "service_completed_successfully" : "service_healthy");
        }
        service.dependsOn().forEach((name, condition) -> {
            ServiceConfig other = cluster.config().services().get(name);
            if (other != null && isDeployed(other)) {
                boolean healthy = condition instanceof Condition.Ready && probes.readiness(other) != null;
                all.put(cluster.name(other), healthy ? "service_healthy" : "service_started");
            }
        });
        if (all.isEmpty()) {
            return false;
        }
        List<Map<String, Object>> each = new ArrayList<>();
        all.forEach((name, condition) -> each.add(Map.of("name", name, "condition", condition)));
        return Map.of("each", each);
    }

    /** Whether it stands in front: nobody needs it, it needs others, and it has no data of its own. */
    boolean isFrontEnd(ServiceConfig service) {
        return service.migrations().isEmpty()
                && !needs(service).isEmpty()
                && cluster.config().services().values().stream()
                        .noneMatch(other -> isDeployed(other) && needs(other).contains(service.name()));
    }

    /** The deployed services that it depends on, or whose address it is given. */
    private Set<String> needs(ServiceConfig service) {
        Set<String> needed = new HashSet<>(service.dependsOn().keySet());
        for (Template value : service.env().values()) {
            for (String name : value.openNames()) {
                if (name.startsWith("services.")) {
                    needed.add(name.substring("services.".length(), name.lastIndexOf('.')));
                }
            }
        }
        needed.remove(service.name());
        needed.removeIf(name -> {
            ServiceConfig other = cluster.config().services().get(name);
            return other == null || !isDeployed(other);
        });
        return needed;
    }
}
