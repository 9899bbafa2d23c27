package io.devctl.testing;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a rendered Job or Deployment, with Docker in Kubernetes's place: image, command, environment, mounts, limits and rights
 * are what the file says. ConfigMaps are laid out as a kubelet does it, behind symbolic links.
 */
public final class RenderedPod {
    private static final AtomicInteger VOLUMES = new AtomicInteger();

    private final Map<?, ?> workload;
    private final Cluster cluster;

    /**
     * What a cluster has besides.
     *
     * @param network of Docker
     * @param secrets by name, their keys and values
     * @param configMaps by name, their keys and texts
     * @param volumes a folder for what is mounted
     */
    public record Cluster(
            String network,
            Map<String, Map<String, String>> secrets,
            Map<String, Map<String, String>> configMaps,
            Path volumes) {}

    private RenderedPod(Map<?, ?> workload, Cluster cluster) {
        this.workload = workload;
        this.cluster = cluster;
    }

    /** The first of a kind in a manifest. */
    public static RenderedPod of(String kind, Path manifest, Cluster cluster) throws IOException {
        return RenderedContainer.documents(Files.readString(manifest)).stream()
                .filter(document -> kind.equals(document.get("kind")))
                .map(document -> new RenderedPod(map(document, "spec"), cluster))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in " + manifest));
    }

    /** The ConfigMaps of a manifest, by name. */
    public static Map<String, Map<String, String>> configMaps(Path manifest) throws IOException {
        Map<String, Map<String, String>> maps = new LinkedHashMap<>();
        for (Map<?, ?> document : RenderedContainer.documents(Files.readString(manifest))) {
            Map<String, String> data = new LinkedHashMap<>();
            map(document, "data").forEach((key, text) -> data.put(String.valueOf(key), String.valueOf(text)));
            maps.put(String.valueOf(map(document, "metadata").get("name")), data);
        }
        return maps;
    }

    /** How many pods the Job wants, each with a number of its own; 1 where they are not counted. */
    public int completions() {
        return workload.get("completions") instanceof Integer count ? count : 1;
    }

    /** The {@code docker run} of a container or init container, with options of Docker for this run. */
    public List<String> run(String container, String... more) throws IOException {
        return run(container, 0, more);
    }

    /** The same, for one of the pods of an indexed Job; they are counted from 0. */
    public List<String> run(String name, int index, String... more) throws IOException {
        Map<?, ?> pod = map(map(workload, "template"), "spec");
        Map<?, ?> found = Stream.of("initContainers", "containers")
                .flatMap(key -> pod.get(key) instanceof List<?> list ? list.stream() : Stream.of())
                .map(each -> (Map<?, ?>) each)
                .filter(each -> name.equals(each.get("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no container " + name + " in " + pod));
        RenderedContainer container = new RenderedContainer(name, found);
        container.take("name");
        container.take("imagePullPolicy");
        container.option("--network", cluster.network());
        rights(container.part("securityContext"), map(pod, "securityContext"), container);
        limits(container.part("resources"), container);
        for (Object variable : container.list("env")) {
            environment((Map<?, ?>) variable, container);
        }
        if ("Indexed".equals(workload.get("completionMode"))) {
            container.option("-e", "JOB_COMPLETION_INDEX=" + index);
        }
        for (Object mount : container.list("volumeMounts")) {
            mount((Map<?, ?>) mount, pod, container);
        }
        if (container.take("workingDir") instanceof String folder) {
            container.option("-w", folder);
        }
        List<?> command = container.list("command");
        container.option("--entrypoint", String.valueOf(command.get(0)));
        container.command(command.subList(1, command.size()));
        container.command(container.list("args"));
        return container.run(container.text("image"), Arrays.asList(more));
    }

    private static void rights(RenderedContainer own, Map<?, ?> ofPod, RenderedContainer container) {
        Object user = Objects.requireNonNullElse(
                own.take("runAsUser"), Objects.requireNonNullElse(ofPod.get("runAsUser"), 0));
        if (Boolean.TRUE.equals(ofPod.get("runAsNonRoot")) && user.equals(0)) {
            throw new AssertionError("Kubernetes would refuse to run it as root");
        }
        container.option("--user", user + ":" + Objects.requireNonNullElse(ofPod.get("runAsGroup"), 0));
        if (Boolean.FALSE.equals(own.take("allowPrivilegeEscalation"))) {
            container.option("--security-opt", "no-new-privileges");
        }
        if (Boolean.TRUE.equals(own.take("readOnlyRootFilesystem"))) {
            container.option("--read-only");
        }
        RenderedContainer capabilities = own.part("capabilities");
        capabilities.list("drop").forEach(each -> container.option("--cap-drop", String.valueOf(each)));
        capabilities.isRead();
        own.isRead();
    }

    private static void limits(RenderedContainer resources, RenderedContainer container) {
        resources.take("requests"); // what the scheduler looks at
        RenderedContainer limits = resources.part("limits");
        String memory = limits.text("memory");
        container.option("--memory", memory.replace("Mi", "m"));
        if (limits.take("cpu") instanceof String cpu) {
            BigDecimal cores =
                    cpu.endsWith("m") ? new BigDecimal(cpu.replace("m", "")).movePointLeft(3) : new BigDecimal(cpu);
            container.option("--cpus", cores.toPlainString());
        }
        limits.isRead();
        resources.isRead();
    }

    private void environment(Map<?, ?> variable, RenderedContainer container) {
        String name = String.valueOf(variable.get("name"));
        if (variable.get("value") instanceof String value) {
            container.option("-e", name + "=" + plain(value));
            return;
        }
        Map<?, ?> from = map(map(variable, "valueFrom"), "secretKeyRef");
        String value = cluster.secrets()
                .getOrDefault(String.valueOf(from.get("name")), Map.of())
                .get(String.valueOf(from.get("key")));
        if (value != null) {
            container.option("-e", name + "=" + value);
        } else if (!Boolean.TRUE.equals(from.get("optional"))) {
            throw new AssertionError("Kubernetes would not start it without " + from);
        }
    }

    private static String plain(String value) {
        if (value.contains("$(")) {
            throw new AssertionError("Kubernetes would put in a variable: " + value);
        }
        return value;
    }

    private void mount(Map<?, ?> mount, Map<?, ?> pod, RenderedContainer container) throws IOException {
        String at = String.valueOf(mount.get("mountPath"));
        Map<?, ?> volume = ((List<?>) Objects.requireNonNull(pod.get("volumes")))
                .stream()
                        .map(each -> (Map<?, ?>) each)
                        .filter(each -> Objects.equals(mount.get("name"), each.get("name")))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no volume for " + mount));
        if (volume.containsKey("emptyDir")) {
            container.option("--tmpfs", at + ":exec,mode=777");
            return;
        }
        Path folder = Files.createDirectory(cluster.volumes().resolve("volume-" + VOLUMES.incrementAndGet()));
        Path data = Files.createDirectory(folder.resolve("..2026_01_01_00_00_00.1"));
        Files.createSymbolicLink(folder.resolve("..data"), data.getFileName());
        List<?> sources = volume.get("projected") == null
                ? List.of(volume)
                : (List<?>) Objects.requireNonNull(map(volume, "projected").get("sources"));
        for (Object source : sources) {
            write(map((Map<?, ?>) source, "configMap"), folder, data);
        }
        Path what = mount.get("subPath") instanceof String path ? data.resolve(path) : folder;
        container.option("-v", what + ":" + at + (Boolean.TRUE.equals(mount.get("readOnly")) ? ":ro" : ""));
    }

    private void write(Map<?, ?> configMap, Path folder, Path data) throws IOException {
        Map<String, String> texts = cluster.configMaps().get(String.valueOf(configMap.get("name")));
        if (texts == null) {
            if (!Boolean.TRUE.equals(configMap.get("optional"))) {
                throw new AssertionError("Kubernetes would not start it without " + configMap);
            }
            return;
        }
        for (Object each : (List<?>) Objects.requireNonNull(configMap.get("items"))) {
            Map<?, ?> item = (Map<?, ?>) each;
            Path path = Path.of(String.valueOf(item.get("path")));
            Path file = data.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, Objects.requireNonNull(texts.get(String.valueOf(item.get("key"))), item.toString()));
            Path link = folder.resolve(path.getName(0));
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of("..data").resolve(path.getName(0)));
            }
        }
    }

    private static Map<?, ?> map(@Nullable Map<?, ?> from, String key) {
        return from != null && from.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }
}
