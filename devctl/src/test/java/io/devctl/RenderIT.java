package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.app.Render;
import io.devctl.app.render.Artefact;
import io.devctl.app.render.RenderOptions;
import io.devctl.testing.DeploymentTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Rendered files before those who will read them: Kubernetes's schemas, helm, actionlint, shellcheck. */
@Timeout(300)
class RenderIT {
    private static final RenderOptions PLAIN = RenderOptions.none();

    @TempDir
    Path root;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(root.resolve("auth/one"));
        Files.createDirectories(root.resolve("auth/two/20260102000000_nested {{ x }} $y"));
        Files.writeString(
                root.resolve("auth/one/20260101000000_first.sql"),
                "create table users (id int); -- ${{ x }} {{ .Values }} $HOME <%x%>\r\n\tselect 'é';   \n");
        Files.writeString(root.resolve("auth/one/20260101000001_no_end.sql"), "  select 1");
        Files.writeString(root.resolve("auth/two/20260102000000_nested {{ x }} $y/up.sql"), "select 2;\n");
        Files.copy(Path.of("src/test/resources/render/odd.yaml"), root.resolve("services.yaml"));
    }

    @Test
    void manifestsOfAnyNameAndValueAreWhatKubernetesAccepts() throws IOException {
        for (RenderOptions options : List.of(
                PLAIN,
                options("shop", 8, false, false, false, "devctl"),
                options("shop", 1, true, false, false, "devctl"),
                options("shop", 1, false, true, false, RenderOptions.OWN_IMAGE))) {
            Path folder = render(Artefact.K8S, options);

            DeploymentTools.kubernetes(yaml(folder));
            DeploymentTools.shellcheck(List.of(folder.resolve("deploy.sh")));
        }
        Path colours = render(Artefact.BLUE_GREEN, PLAIN);
        DeploymentTools.kubernetes(yaml(colours));
        DeploymentTools.shellcheck(List.of(colours.resolve("blue-green.sh")));
        // what no schema says and the server does: a Service has ports, or no address
        assertThat(document(colours.resolve("network/web.yaml")).get("kind")).isEqualTo("Service");
        for (Path file : yaml(colours.resolve("network"))) {
            Map<?, ?> spec = map(document(file), "spec");
            assertThat(spec.get("ports") == null).as("%s", file).isEqualTo("None".equals(spec.get("clusterIP")));
        }
    }

    @Test
    void theSchemasRefuseWhatKubernetesWould() throws IOException {
        Path wrong = Files.writeString(
                root.resolve("wrong.yaml"),
                Files.readString(render(Artefact.K8S, PLAIN).resolve("migrations-job.yaml"))
                        .replace("backoffLimit:", "backOffLimit:"));

        assertThat(DeploymentTools.refusedByKubernetes(wrong)).contains("backOffLimit");
    }

    @Test
    void theJobIsWhatWasPromised() throws IOException {
        Path folder = render(Artefact.K8S, options("shop", 8, false, false, false, "devctl:0.1"));
        Map<?, ?> job = document(folder.resolve("migrations-job.yaml"));
        Map<?, ?> spec = map(job, "spec");

        assertThat(map(job, "metadata").get("name")).isEqualTo("db-migrations");
        assertThat(map(job, "metadata").get("namespace")).isEqualTo("shop");
        assertThat(String.valueOf(map(job, "metadata", "annotations").get("devctl.io/images")))
                .isEqualTo("registry.example:5000/acme/auth:2.0");
        assertThat(spec.get("backoffLimit")).isEqualTo(3);
        assertThat(spec.get("activeDeadlineSeconds")).isEqualTo(600);
        assertThat(spec.get("ttlSecondsAfterFinished")).isEqualTo(3600);
        assertThat(spec.get("completionMode")).isEqualTo("Indexed");
        assertThat(spec.get("completions")).isEqualTo(8);
        Map<?, ?> pod = map(job, "spec", "template", "spec");
        Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).get(0);
        assertThat(container.get("image")).isEqualTo("devctl:0.1");
        assertThat(container.get("command")).isEqualTo(List.of("dev", "migrate", "--json-lines", "--shard", "auto/8"));
        assertThat(String.valueOf(container.get("env")))
                .contains(
                        "POSTGRES_HOST",
                        "POSTGRES_PORT",
                        "POSTGRES_USER",
                        "POSTGRES_PASSWORD",
                        "POSTGRES_DB",
                        "REDIS_URL");
        assertThat(String.valueOf(container.get("volumeMounts")))
                .contains("mountPath=/migrations,", "mountPath=/app/migrations,");
        assertRestricted(pod);
    }

    /** https://kubernetes.io/docs/concepts/security/pod-security-standards, restricted. */
    private static void assertRestricted(Map<?, ?> pod) {
        assertThat(map(pod, "securityContext").get("runAsNonRoot")).isEqualTo(true);
        assertThat(map(pod, "securityContext", "seccompProfile").get("type")).isEqualTo("RuntimeDefault");
        List<Object> containers = new ArrayList<>((List<?>) pod.get("containers"));
        if (pod.get("initContainers") instanceof List<?> before) {
            containers.addAll(before);
        }
        for (Object each : containers) {
            Map<?, ?> security = map((Map<?, ?>) each, "securityContext");
            assertThat(security.get("allowPrivilegeEscalation")).isEqualTo(false);
            assertThat(map(security, "capabilities").get("drop")).isEqualTo(List.of("ALL"));
            assertThat(String.valueOf(map((Map<?, ?>) each, "resources"))).contains("requests=", "limits=");
        }
    }

    @Test
    void everyPodPassesTheRestrictedStandard() throws IOException {
        for (Path file : yaml(render(Artefact.K8S, options("shop", 1, true, false, false, "devctl")))) {
            for (Object document : documents(file)) {
                if (map((Map<?, ?>) document, "spec") != null
                        && map((Map<?, ?>) document, "spec").get("template") != null) {
                    assertRestricted(map((Map<?, ?>) document, "spec", "template", "spec"));
                }
            }
        }
    }

    @Test
    void theConfigMapGivesBackEveryFile() throws IOException {
        Path folder = render(Artefact.K8S, PLAIN);
        Map<?, ?> data = map(document(folder.resolve("migrations-configmap.yaml")), "data");
        String job = Files.readString(folder.resolve("migrations-job.yaml"));

        for (String file : List.of("one/20260101000000_first.sql", "one/20260101000001_no_end.sql")) {
            String name = Path.of(file).getFileName().toString();
            assertThat(data.get("auth_api.1." + name)).isEqualTo(Files.readString(root.resolve("auth/" + file)));
            assertThat(job).contains("path: auth_api/1/" + name);
        }
        assertThat(String.valueOf(data.get("services.yaml"))).contains("tenants: [\"yes\", \"1e3\"");
    }

    @Test
    void noValueOfThisMachineAndNoSecretIsRendered() throws IOException {
        String service = Files.readString(render(Artefact.K8S, PLAIN).resolve("services/auth-api.yaml"));
        String compose = Files.readString(render(Artefact.COMPOSE, PLAIN).resolve("compose.yaml"));

        assertThat(service + compose).doesNotContain("not-for-git").doesNotContain("secret-of-this-machine");
        assertThat(service).contains("{name: auth-api-env, key: API_TOKEN, optional: false}");
        assertThat(service).contains("{name: auth-api-env, key: FROM_HERE, optional: false}");
        assertThat(service).contains("value: \"$HOME $$(id) $$\"").contains("value: \"$(DATABASE_URL)?x=1&y=8080\"");
        assertThat(compose)
                .contains("API_TOKEN: \"${API_TOKEN:?set it in .env}\"")
                .contains("\"$$HOME $$(id) $$$$\"");
    }

    @Test
    void theChartIsWhatHelmAccepts() throws IOException {
        for (RenderOptions options : List.of(PLAIN, options(null, 4, false, true, false, "devctl"))) {
            Path chart = render(Artefact.HELM, options);
            DeploymentTools.run(DeploymentTools.program("helm"), "lint", "--strict", chart.toString());
            Path manifests = root.resolve("manifests.yaml");
            Files.writeString(manifests, helm(chart, "--set", "tenants={a,b}"));
            DeploymentTools.kubernetes(List.of(manifests));

            Map<String, Map<?, ?>> byName = new TreeMap<>();
            for (Object document : documents(manifests)) {
                Map<?, ?> one = (Map<?, ?>) document;
                byName.put(one.get("kind") + " " + map(one, "metadata").get("name"), one);
            }
            Map<?, ?> data = map(byName.get("ConfigMap db-migrations"), "data");
            assertThat(data.get("auth_api.1.20260101000000_first.sql"))
                    .isEqualTo(Files.readString(root.resolve("auth/one/20260101000000_first.sql")));
            assertThat(String.valueOf(data.get("services.yaml"))).startsWith("tenants: [\"a\",\"b\"]\nproject:");
            assertThat(byName.values().toString()).contains("20260102000000_nested {{ x }} $y/up.sql");
            Map<?, ?> job = byName.entrySet().stream()
                    .filter(each -> each.getKey().startsWith("Job "))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            assertThat(map(job, "metadata", "annotations").get("helm.sh/hook")).isEqualTo("pre-install,pre-upgrade");
            assertThat(map(job, "metadata", "annotations").get("helm.sh/hook-weight"))
                    .isEqualTo("0");
            assertThat(map(job, "metadata", "annotations").get("helm.sh/hook-delete-policy"))
                    .isEqualTo("before-hook-creation");
        }
    }

    @Test
    void theChartMakesItsOwnSecretWhereItIsGivenAPassword() throws IOException {
        Path chart = render(Artefact.HELM, PLAIN);
        Path manifests = root.resolve("manifests.yaml");
        Files.writeString(
                manifests,
                helm(
                        chart,
                        "--set",
                        "database.existingSecret=,database.password=it's: \"p\"",
                        "--set",
                        "database.port=6543"));

        DeploymentTools.kubernetes(List.of(manifests));
        assertThat(Files.readString(manifests))
                .contains("POSTGRES_PORT: \"6543\"")
                .contains("\"it's: \\\"p\\\"\"");
    }

    @Test
    void pipelinesAndTheComposeFileFollowTheirSchemas() {
        Path github = render(Artefact.GITHUB_ACTIONS, PLAIN).resolve("devctl.yaml");
        DeploymentTools.schema("vendor.github-workflows", github);
        DeploymentTools.run(DeploymentTools.program("actionlint"), "-shellcheck", "shellcheck", github.toString());
        DeploymentTools.schema(
                "vendor.gitlab-ci", render(Artefact.GITLAB_CI, PLAIN).resolve(".gitlab-ci.yml"));
        DeploymentTools.schema(
                "vendor.compose-spec", render(Artefact.COMPOSE, PLAIN).resolve("compose.yaml"));
    }

    @Test
    void entrypointsAreProgramsOfAnyShell() throws IOException {
        Files.writeString(root.resolve("services.yaml"), """
                tenants: [a, b]
                services:
                  api: {dir: auth, command: x, migrations: {paths: [one], schema: "api_{tenant}"}}
                """);
        Path script = render(Artefact.ENTRYPOINT, PLAIN).resolve("api/entrypoint.sh");
        DeploymentTools.shellcheck(List.of(script));
        Path dev = Files.writeString(root.resolve("dev"), "#!/bin/sh\nenv | grep ^DEVCTL_ | sort\necho \"$@\"\n");
        assertThat(dev.toFile().setExecutable(true)).isTrue();

        assertThat(DeploymentTools.run(
                        Path.of("/usr/bin/env"),
                        "PATH=" + root + ":/usr/bin:/bin",
                        "sh",
                        script.toString(),
                        "serve",
                        "--port",
                        "1 2"))
                .isEqualTo("""
                        DEVCTL_SCHEMA=api_{tenant}
                        DEVCTL_SERVICE=api
                        DEVCTL_TENANTS=a,b
                        migrate --json-lines --then serve --port 1 2
                        """);
    }

    @Test
    void sixtyServicesAndFiveHundredTenantsAreRendered() throws IOException {
        String tenants =
                IntStream.range(0, 500).mapToObj(i -> "tenant" + i).collect(Collectors.joining(", ", "[", "]"));
        StringBuilder yaml = new StringBuilder("project: big\ntenants: " + tenants + "\nservices:\n");
        String filler = "-- " + "x".repeat(76) + "\n";
        for (int i = 0; i < 60; i++) {
            Path folder = Files.createDirectories(root.resolve("s" + i + "/migrations"));
            for (int n = 10; n < 30; n++) {
                Files.writeString(
                        folder.resolve("202601010000" + n + "_step.sql"),
                        "create table t" + n + " (id int);\n" + filler.repeat(20));
            }
            yaml.append("  service_")
                    .append(i)
                    .append(": {dir: s")
                    .append(i)
                    .append(", command: x, port: auto, ready: {http: /health}, ");
            yaml.append("migrations: {schema: 's")
                    .append(i)
                    .append("_{tenant}'}, env: {OTHER: '${services.service_")
                    .append((i + 1) % 60)
                    .append(".url}'}}\n");
        }
        Files.writeString(root.resolve("services.yaml"), yaml);

        List<Path> manifests = yaml(render(
                Artefact.K8S, new RenderOptions("big", Map.of(), List.of(), "devctl", false, false, 8, false, null)));
        Path chart = render(Artefact.HELM, PLAIN);
        Path compose = render(Artefact.COMPOSE, PLAIN).resolve("compose.yaml");

        assertThat(manifests).hasSizeGreaterThan(60);
        DeploymentTools.kubernetes(manifests);
        Path maps = manifests.stream()
                .filter(file -> file.endsWith("migrations-configmap.yaml"))
                .findFirst()
                .orElseThrow();
        for (Object map : documents(maps)) {
            long size = map((Map<?, ?>) map, "data").values().stream()
                    .mapToLong(text -> String.valueOf(text).length())
                    .sum();
            assertThat(size).isLessThan(1 << 20);
        }
        assertThat(documents(maps)).hasSizeGreaterThan(1);
        DeploymentTools.run(DeploymentTools.program("helm"), "lint", "--strict", chart.toString());
        DeploymentTools.schema("vendor.compose-spec", compose);
        DeploymentTools.schema(
                "vendor.github-workflows",
                render(Artefact.GITHUB_ACTIONS, PLAIN).resolve("devctl.yaml"));
        DeploymentTools.schema(
                "vendor.gitlab-ci", render(Artefact.GITLAB_CI, PLAIN).resolve(".gitlab-ci.yml"));
    }

    @Test
    void whatIsThisDevelopersOwnIsNotRendered() throws IOException {
        Files.writeString(root.resolve("services.override.yaml"), "services: {web: {port: 9999}}\n");
        Files.writeString(root.resolve(".env"), "RENDER_IT_ONLY_HERE=secret-of-this-machine\n");

        assertThat(Files.readString(render(Artefact.K8S, PLAIN).resolve("services/web.yaml")))
                .doesNotContain("9999");
    }

    @Test
    void whatHasNothingToMigrateIsDeployedAllTheSame() throws IOException {
        Files.writeString(root.resolve("services.yaml"), "services: {web: {command: x, port: auto}}\n");

        Path k8s = render(Artefact.K8S, PLAIN);
        DeploymentTools.kubernetes(yaml(k8s));
        DeploymentTools.shellcheck(List.of(k8s.resolve("deploy.sh")));
        assertThat(k8s.resolve("migrations-job.yaml")).doesNotExist();
        DeploymentTools.run(
                DeploymentTools.program("helm"),
                "lint",
                "--strict",
                render(Artefact.HELM, PLAIN).toString());
        DeploymentTools.schema(
                "vendor.compose-spec", render(Artefact.COMPOSE, PLAIN).resolve("compose.yaml"));
        Path github = render(Artefact.GITHUB_ACTIONS, PLAIN).resolve("devctl.yaml");
        DeploymentTools.run(DeploymentTools.program("actionlint"), "-shellcheck", "shellcheck", github.toString());
        DeploymentTools.schema(
                "vendor.gitlab-ci", render(Artefact.GITLAB_CI, PLAIN).resolve(".gitlab-ci.yml"));
    }

    @Test
    void anotherToolsMigrationsRunInTheServicesOwnImage() throws IOException {
        Files.writeString(
                root.resolve("services.yaml"),
                "services: {api: {dir: auth, image: 'acme/api:3', command: x, migrations: {engine: knex}}}\n");

        String job = Files.readString(render(Artefact.K8S, PLAIN).resolve("migrations-job.yaml"));

        assertThat(job)
                .contains("name: db-migrations-api", "image: acme/api:3")
                .contains("command: [\"dev\", \"migrate\", \"--json-lines\", \"--service\", \"api\"]")
                .doesNotContain("configMap");
    }

    @Test
    void aTeamsOwnTemplateComesFirst() throws IOException {
        Path own = root.resolve("deploy-templates");
        Files.createDirectories(own.resolve("k8s"));
        Files.writeString(own.resolve("k8s/wait-job.yaml"), "# ours, for <%project%>\n");
        RenderOptions options = new RenderOptions(null, Map.of(), List.of(), "devctl", false, false, 1, false, own);

        assertThat(render(Artefact.K8S, options).resolve("wait-job.yaml")).hasContent("# ours, for odd-shop-2");
    }

    private Path render(Artefact artefact, RenderOptions options) {
        Path into = root.resolve("out-" + artefact.key());
        Render render =
                Render.of(root, null, Map.of("RENDER_IT_ONLY_HERE", "secret-of-this-machine"), artefact, options, into);
        render.write();
        return into;
    }

    private static RenderOptions options(
            String namespace, int shards, boolean init, boolean perService, boolean inImage, String image) {
        return new RenderOptions(
                namespace, Map.of("auth_api", "2.0"), List.of(), image, init, perService, shards, inImage, null);
    }

    private static String helm(Path chart, String... more) {
        return DeploymentTools.run(
                DeploymentTools.program("helm"),
                Stream.concat(Stream.of("template", "release", chart.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static List<Path> yaml(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<?, ?> document(Path file) throws IOException {
        return (Map<?, ?>) documents(file).get(0);
    }

    private static List<Object> documents(Path file) throws IOException {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(1 << 28).build();
        List<Object> documents = new ArrayList<>();
        for (Object document : new Load(settings).loadAllFromString(Files.readString(file))) {
            if (document != null) {
                documents.add(document);
            }
        }
        return documents;
    }

    private static Map<?, ?> map(Map<?, ?> from, String... keys) {
        Map<?, ?> at = from;
        for (String key : keys) {
            at = at == null ? null : (Map<?, ?>) at.get(key);
        }
        return at;
    }
}
