package io.devctl.app.render;

import io.devctl.config.DevctlConfig;
import io.devctl.config.PostgresConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.TenantSource;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.template.DeploymentTemplates;
import io.devctl.template.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Renders an artefact: the same services.yaml, templates and options give the same bytes. */
public final class Rendering {
    /** Has sh and nc, and is small. */
    private static final String WAIT_IMAGE = "busybox:1.37";

    private static final String OFFICIAL = "postgres:";

    /** From 18 on the official image keeps its data a folder higher. */
    private static final int DATA_MOVED = 18;

    private final DevctlConfig config;
    private final RenderOptions options;
    private final Cluster cluster;
    private final Bundle bundle;
    private final MigrationValues migrations;
    private final ServiceValues services;
    private final List<Map<String, Object>> deployed = new ArrayList<>();
    private final DeploymentTemplates templates;
    private final List<RenderedText> files = new ArrayList<>();

    /**
     * Reads what is needed.
     *
     * @throws DevctlException USAGE for options, CONFIG for names and BAD_MIGRATION for files that cannot be deployed
     */
    public Rendering(DevctlConfig config, RenderOptions options) {
        check(config, options);
        this.config = config;
        this.options = options;
        this.cluster = new Cluster(config, options);
        this.bundle = Bundle.of(config);
        this.migrations = new MigrationValues(cluster, bundle);
        this.services = new ServiceValues(cluster, migrations, databaseSecret());
        this.templates = new DeploymentTemplates(options.templates());
        cluster.inOrder().values().stream()
                .filter(ServiceValues::isDeployed)
                .forEach(service -> deployed.add(services.values(service)));
    }

    private static void check(DevctlConfig config, RenderOptions options) {
        if (options.namespace() != null) {
            KubernetesNames.requireNamespace(options.namespace());
        }
        options.tags().forEach((service, tag) -> {
            if (!service.equals(RenderOptions.MIGRATIONS) && !config.services().containsKey(service)) {
                throw new DevctlException(
                        ExitCode.USAGE,
                        "no such service: '" + service + "' (--tag)",
                        "the services are "
                                + String.join(", ", config.services().keySet()) + "; the image that migrates is "
                                + RenderOptions.MIGRATIONS);
            }
            KubernetesNames.requireTag(service, tag);
        });
        if (options.shards() < 1 || (options.shards() > 1 && options.initContainer())) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "shards are the pods of a Job: '" + options.shards() + "'",
                    "give a number from 1 on, without --init-container");
        }
    }

    /** What services.yaml asks for and a deployment cannot do, a sentence each, sorted. */
    public Set<String> notes() {
        Set<String> notes = new TreeSet<>(services.notes());
        bundle.foreign()
                .forEach(service -> notes.add(service.name() + ": migrated by its own image, which needs "
                        + service.migrations().get(0).engine()
                        + ", devctl and services.yaml in it; not by compose and pipelines"));
        return notes;
    }

    /** The files of an artefact, in the order in which they were rendered. */
    public List<RenderedText> render(Artefact artefact) {
        files.clear();
        Map<String, Object> values = values();
        switch (artefact) {
            case K8S -> kubernetes(values);
            case HELM -> helm(values);
            case COMPOSE -> {
                requireFree(Set.of("migrate", "postgres"));
                add("compose/compose.yaml", "compose.yaml", Quoting.YAML_WITH_DOLLARS, values);
                bundle("", values);
            }
            case GITHUB_ACTIONS -> add("github-actions/devctl.yaml", "devctl.yaml", Quoting.WORKFLOW, values);
            case GITLAB_CI -> add("gitlab-ci/gitlab-ci.yml", ".gitlab-ci.yml", Quoting.YAML_WITH_DOLLARS, values);
            case ENTRYPOINT -> entrypoints();
            case BLUE_GREEN -> blueGreen(values);
            case MIGRATIONS -> bundle("", values);
        }
        return List.copyOf(files);
    }

    /** A compose file has services of its own. */
    private void requireFree(Set<String> names) {
        for (Map<String, Object> service : deployed) {
            if (names.contains(String.valueOf(service.get("app")))) {
                throw new DevctlException(
                        ExitCode.CONFIG,
                        "a name that the compose file needs: '" + service.get("service") + "' (services.yaml)",
                        "rename the service");
            }
        }
    }

    private void kubernetes(Map<String, Object> values) {
        add("k8s/secret.example.yaml", "secret.example.yaml", Quoting.YAML, values);
        migrationFiles(values);
        for (Map<String, Object> service : deployed) {
            add("k8s/service.yaml", "services/" + service.get("app") + ".yaml", Quoting.YAML, with(values, service));
        }
        add("k8s/deploy.sh", "deploy.sh", Quoting.SHELL, values);
    }

    private void migrationFiles(Map<String, Object> values) {
        add("k8s/wait-job.yaml", "wait-job.yaml", Quoting.YAML, values);
        if (migrations.fromConfigMap()) {
            add("k8s/migrations-configmap.yaml", "migrations-configmap.yaml", Quoting.YAML, values);
        }
        if (!migrations.jobs().isEmpty()) {
            add("k8s/migrations-job.yaml", "migrations-job.yaml", Quoting.YAML, values);
        }
    }

    private void helm(Map<String, Object> values) {
        add("helm/Chart.yaml", "Chart.yaml", Quoting.YAML, values);
        add("helm/values.yaml", "values.yaml", Quoting.YAML, values);
        add("helm/helmignore", ".helmignore", Quoting.NONE, values);
        add("helm/templates/_helpers.tpl", "templates/_helpers.tpl", Quoting.YAML, values);
        add("helm/templates/database-secret.yaml", "templates/database-secret.yaml", Quoting.YAML, values);
        add("helm/templates/services.yaml", "templates/services.yaml", Quoting.YAML, values);
        if (migrations.fromConfigMap()) {
            add(
                    "helm/templates/migrations-configmap.yaml",
                    "templates/migrations-configmap.yaml",
                    Quoting.YAML,
                    values);
            files.add(new RenderedText("files/services.yaml", BundleYaml.rest(config, bundle), false));
            bundle.files()
                    .forEach(file ->
                            files.add(new RenderedText("files/migrations/" + file.path(), file.content(), false)));
        }
        if (!migrations.jobs().isEmpty()) {
            add("helm/templates/migrations-job.yaml", "templates/migrations-job.yaml", Quoting.YAML, values);
        }
    }

    private void bundle(String folder, Map<String, Object> values) {
        add("migrations/services.yaml", folder + "services.yaml", Quoting.NONE, values);
        bundle.files()
                .forEach(file ->
                        files.add(new RenderedText(folder + "migrations/" + file.path(), file.content(), false)));
    }

    private void entrypoints() {
        for (ServiceConfig service : config.services().values()) {
            if (service.migrations().isEmpty() || !service.runs()) {
                continue;
            }
            boolean bare = MigrationValues.isBare(service);
            Map<String, String> variables = bare ? MigrationValues.bareVariables(config, options, service) : Map.of();
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("service", service.name());
            values.put("bare", bare);
            values.put("checkout", !bare);
            values.put("schema", variables.getOrDefault("DEVCTL_SCHEMA", ""));
            String tenants = variables.get("DEVCTL_TENANTS");
            values.put("tenantWords", tenants == null ? List.of() : List.of(tenants));
            add("entrypoint/entrypoint.sh", cluster.name(service) + "/entrypoint.sh", Quoting.SHELL, values);
        }
    }

    private void blueGreen(Map<String, Object> values) {
        migrationFiles(values);
        if (!migrations.jobs().isEmpty()) {
            Map<String, Object> verifying = with(values, Map.of("jobs", migrations.verifications()));
            add("k8s/migrations-job.yaml", "verify-job.yaml", Quoting.YAML, verifying);
        }
        for (Map<String, Object> service : deployed) {
            String file = service.get("app") + ".yaml";
            for (String colour : List.of("blue", "green")) {
                Map<String, Object> coloured = with(values, service);
                coloured.put("colour", Map.of("colourName", colour));
                coloured.put("deployment", service.get("app") + "-" + colour);
                coloured.put("network", false);
                add("k8s/service.yaml", colour + "/" + file, Quoting.YAML, coloured);
            }
            add("blue-green/network.yaml", "network/" + file, Quoting.YAML, with(values, service));
        }
        add("blue-green/blue-green.sh", "blue-green.sh", Quoting.SHELL, values);
    }

    private void add(String template, String path, Quoting quoting, Map<String, Object> values) {
        files.add(new RenderedText(path, templates.render(template, quoting, values), quoting.program()));
    }

    private static Map<String, Object> with(Map<String, Object> values, Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.putAll(more);
        return all;
    }

    private String databaseSecret() {
        return KubernetesNames.legal(config.project()) + "-database";
    }

    private Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        String project = KubernetesNames.legal(config.project());
        List<String> tenants = BundleYaml.names(config, options.tenants());
        String tenantsLine = BundleYaml.tenants(config, options.tenants());
        String rest = BundleYaml.rest(config, bundle);
        String migrate = cluster.migrateImage();
        List<Map<String, Object>> jobs = migrations.jobs();
        values.put("project", project);
        values.put("workflow", "devctl");
        values.put("description", "The services of " + config.project() + ", and the migrations before them");
        values.put("appVersion", "1");
        values.put("namespace", options.namespace() == null ? false : Map.of("name", options.namespace()));
        values.put("databaseSecret", databaseSecret());
        values.put("databaseSecretJson", Quoting.json(databaseSecret()));
        values.put("plainDatabase", cluster.plainDatabase());
        values.put("database", config.postgres().database());
        values.put("exampleUrl", "postgresql://postgres:change-me@postgres:5432/" + cluster.plainDatabase());
        values.put("migrateImage", migrate);
        values.put("migrateRepository", Cluster.repository(migrate));
        values.put(
                "migrateTag",
                migrate.substring(
                        Math.min(migrate.length(), Cluster.repository(migrate).length() + 1)));
        values.put("waitImage", WAIT_IMAGE);
        values.put("shardCount", options.shards());
        values.put("servicesYaml", Quoting.block(tenantsLine + rest, 4));
        values.put("bundleTenants", tenantsLine);
        values.put("bundleRest", rest);
        values.put("tenants", tenants);
        values.put("hasTenants", !tenants.isEmpty());
        boolean queried = tenants.isEmpty() && config.tenants() instanceof TenantSource.Query;
        values.put("query", queried ? List.of(((TenantSource.Query) config.tenants()).sql()) : List.of());
        values.put("hasFiles", migrations.hasFiles());
        values.put("configMap", migrations.fromConfigMap());
        values.put("configMaps", migrations.configMaps());
        values.put("jobs", jobs);
        values.put("verifications", migrations.verifications());
        values.put("migrating", !jobs.isEmpty());
        values.put("arguments", MigrationValues.flow(List.of("migrate", "--json-lines")));
        values.put("services", deployed);
        values.put("hasServices", !deployed.isEmpty());
        values.put("stages", stages());
        values.putAll(postgres());
        values.putAll(new PipelineValues(cluster).values());
        return values;
    }

    private List<Map<String, Object>> stages() {
        List<Map<String, Object>> back = new ArrayList<>();
        List<Map<String, Object>> front = new ArrayList<>();
        for (Map<String, Object> service : deployed) {
            ServiceConfig of = config.services().get(String.valueOf(service.get("service")));
            (of != null && services.isFrontEnd(of) ? front : back).add(service);
        }
        List<Map<String, Object>> stages = new ArrayList<>();
        if (!back.isEmpty()) {
            stages.add(Map.of("title", "back ends", "services", back));
        }
        if (!front.isEmpty()) {
            stages.add(Map.of("title", "front ends", "services", front));
        }
        return stages;
    }

    /** The server of a pipeline and of compose. */
    private Map<String, Object> postgres() {
        PostgresConfig postgres = config.postgres();
        String image = postgres.image() == null ? OFFICIAL + postgres.version() : postgres.image();
        String version = image.startsWith(OFFICIAL) ? image.substring(OFFICIAL.length()) : "";
        int end = 0;
        while (end < version.length() && version.charAt(end) >= '0' && version.charAt(end) <= '9') {
            end++;
        }
        boolean moved = end > 0 && Integer.parseInt(version.substring(0, Math.min(end, 4))) >= DATA_MOVED;
        return Map.of(
                "postgresImage", image, "postgresData", moved ? "/var/lib/postgresql" : "/var/lib/postgresql/data");
    }
}
