package io.devctl.app.render;

import io.devctl.config.DevctlConfig;
import io.devctl.config.MigrationConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.template.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How migrations run where services are deployed: Jobs, or what stands in front of each pod. */
final class MigrationValues {
    private static final List<String> MIGRATE = List.of("dev", "migrate", "--json-lines");

    private final Cluster cluster;
    private final Bundle bundle;
    private final ConfigMaps configMaps;
    private final boolean fromConfigMap;

    MigrationValues(Cluster cluster, Bundle bundle) {
        this.cluster = cluster;
        this.bundle = bundle;
        this.fromConfigMap =
                !cluster.options().filesInImage() && !bundle.services().isEmpty();
        this.configMaps = new ConfigMaps(fromConfigMap ? bundle.files() : List.of());
    }

    /** Whether migration files come in ConfigMaps. */
    boolean fromConfigMap() {
        return fromConfigMap;
    }

    /** Whether there is something that devctl itself migrates. */
    boolean hasFiles() {
        return !bundle.services().isEmpty();
    }

    List<Map<String, Object>> configMaps() {
        return fromConfigMap ? configMaps.values() : List.of();
    }

    /** The Jobs that migrate; none where pods do it themselves. */
    List<Map<String, Object>> jobs() {
        return cluster.options().initContainer() ? List.of() : jobs(RenderOptions.MIGRATIONS, MIGRATE, true);
    }

    /** The Jobs that look whether all is migrated. */
    List<Map<String, Object>> verifications() {
        return jobs("db-verify", List.of("dev", "migrate", "verify"), false);
    }

    private List<Map<String, Object>> jobs(String name, List<String> command, boolean shared) {
        List<Map<String, Object>> jobs = new ArrayList<>();
        boolean together = !cluster.options().jobPerService() && !inOwnImages() && fromConfigMap;
        if (together) {
            jobs.add(job(name, command, shared, bundle.services()));
        } else {
            bundle.services()
                    .forEach(service -> jobs.add(job(
                            name + "-" + cluster.name(service),
                            ofService(command, service),
                            shared,
                            List.of(service))));
        }
        for (ServiceConfig service : bundle.foreign()) {
            Map<String, Object> job = new LinkedHashMap<>(
                    job(name + "-" + cluster.name(service), ofService(command, service), false, List.of(service)));
            job.putAll(ofItsOwnImage(service));
            jobs.add(job);
        }
        return jobs;
    }

    /** Whether each service is migrated by its own image, which has devctl in it. */
    private boolean inOwnImages() {
        return cluster.options().migrateImage().equals(RenderOptions.OWN_IMAGE);
    }

    private Map<String, Object> job(String name, List<String> command, boolean shared, List<ServiceConfig> services) {
        int shards = shared ? cluster.options().shards() : 1;
        List<String> words = shards == 1
                ? command
                : Stream.concat(command.stream(), Stream.of("--shard", "auto/" + shards))
                        .toList();
        Map<String, Object> job = container(words, services);
        job.put("job", name);
        job.put("image", cluster.migrateImage());
        if (inOwnImages()) {
            job.put("image", cluster.image(services.get(0)));
            job.put("own", true);
        }
        job.put("goCommand", goList(command));
        job.put("shards", shards == 1 ? false : Map.of("count", shards));
        job.put("images", services.stream().map(cluster::image).collect(Collectors.joining(" ")));
        return job;
    }

    /** The init container of a pod whose service migrates, false where a Job does it, or it has nothing to migrate. */
    Object before(ServiceConfig service) {
        if (!cluster.options().initContainer() || service.migrations().isEmpty()) {
            return false;
        }
        Map<String, Object> container = container(ofService(MIGRATE, service), List.of(service));
        container.put("migrationImage", inOwnImages() ? cluster.image(service) : cluster.migrateImage());
        if (bundle.foreign().contains(service)) {
            container.putAll(ofItsOwnImage(service));
        }
        return container;
    }

    private Map<String, Object> container(List<String> command, List<ServiceConfig> services) {
        Map<String, Object> container = new LinkedHashMap<>();
        container.put("command", flow(command));
        container.put("configMap", fromConfigMap);
        container.put(
                "sources",
                configMaps.sources(
                        name -> services.stream().anyMatch(s -> s.name().equals(name))));
        container.put(
                "variables",
                fromConfigMap
                        ? List.of()
                        : services.stream()
                                .filter(service -> !bundle.foreign().contains(service))
                                .flatMap(service -> bare(service).stream())
                                .toList());
        container.put("readOnly", true);
        container.put("own", false);
        return container;
    }

    /** A service that another program migrates: its image has that program, devctl, and the folder of services.yaml. */
    private Map<String, Object> ofItsOwnImage(ServiceConfig service) {
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("own", true);
        changes.put("image", cluster.image(service));
        changes.put("migrationImage", cluster.image(service));
        changes.put("configMap", false);
        changes.put("variables", List.of());
        changes.put("readOnly", false);
        return changes;
    }

    private List<String> ofService(List<String> command, ServiceConfig service) {
        // without a services.yaml there is just one
        boolean named = fromConfigMap || bundle.foreign().contains(service);
        return named
                ? Stream.concat(command.stream(), Stream.of("--service", service.name()))
                        .toList()
                : command;
    }

    /** The variables that take the place of services.yaml, by name and value. */
    private List<Map<String, Object>> bare(ServiceConfig service) {
        requireBare(service);
        List<Map<String, Object>> variables = new ArrayList<>();
        bareVariables(cluster.config(), cluster.options(), service)
                .forEach((name, value) -> variables.add(Map.of("name", name, "value", value)));
        return variables;
    }

    private static void requireBare(ServiceConfig service) {
        if (!isBare(service)) {
            throw new DevctlException(
                    ExitCode.CONFIG,
                    "several sets of migrations, which variables cannot name: '" + service.name() + "'",
                    "leave --files-in-image out");
        }
    }

    /** Whether variables can say all that is to be known of a service's migrations. */
    static boolean isBare(ServiceConfig service) {
        return service.migrations().size() == 1
                && service.migrations().get(0).engine().equals("sql");
    }

    /** DEVCTL_SERVICE, DEVCTL_SCHEMA and, where there are tenants and their names are known, DEVCTL_TENANTS. */
    static Map<String, String> bareVariables(DevctlConfig config, RenderOptions options, ServiceConfig service) {
        MigrationConfig set = service.migrations().get(0);
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("DEVCTL_SERVICE", service.name());
        variables.put("DEVCTL_SCHEMA", set.schema());
        List<String> tenants = BundleYaml.names(config, options.tenants());
        if (set.perTenant() && !tenants.isEmpty()) {
            variables.put("DEVCTL_TENANTS", String.join(",", tenants));
        }
        return variables;
    }

    /** A list of YAML on one line. */
    static String flow(List<String> words) {
        return words.stream().map(Quoting::json).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String goList(List<String> words) {
        return "list " + words.stream().map(Quoting::json).collect(Collectors.joining(" "));
    }
}
