package io.devctl.app.render;

import io.devctl.config.CommandConfig;
import io.devctl.config.ProbeConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.Template;
import io.devctl.template.Quoting;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Probes of services.yaml as a pod and a container can have them. What neither can do is left out, and told. */
final class ProbeValues {
    private static final Set<String> OWN_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Cluster cluster;
    private final Set<String> notes = new TreeSet<>();

    ProbeValues(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What was left out, a sentence each. */
    Set<String> notes() {
        return notes;
    }

    /** {@code ready}, or that the port accepts connections; null for a service without either. */
    @Nullable
    Map<String, Object> readiness(ServiceConfig service) {
        return values(service, service.ready(), "ready", true);
    }

    /** {@code live}; null when services.yaml does not ask for it. */
    @Nullable
    Map<String, Object> liveness(ServiceConfig service) {
        return service.live() == null ? null : values(service, service.live(), "live", false);
    }

    /** {@code startup}; null when services.yaml does not ask for it. */
    @Nullable
    Map<String, Object> startup(ServiceConfig service) {
        ProbeConfig probe = service.startup();
        Map<String, Object> values = probe == null ? null : values(service, probe, "startup", false);
        if (probe != null && values != null) {
            values.put("failures", Math.max(1, probe.deadline().toSeconds() / seconds(probe.interval())));
        }
        return values;
    }

    private @Nullable Map<String, Object> values(
            ServiceConfig service, @Nullable ProbeConfig probe, String key, boolean orPort) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("http", false);
        values.put("tcp", false);
        values.put("exec", false);
        values.put("period", probe == null ? 5L : seconds(probe.interval()));
        values.put("timeout", probe == null ? 2L : seconds(probe.timeout()));
        values.put("failures", probe == null ? 3L : (long) probe.failureThreshold());
        boolean possible = probe != null && check(service, probe.check(), key, values);
        if (possible) {
            return values;
        }
        Integer port = Cluster.port(service);
        if (!orPort || port == null) {
            return null;
        }
        values.put("tcp", Map.of("port", port));
        return values;
    }

    private boolean check(ServiceConfig service, ProbeConfig.Check check, String key, Map<String, Object> values) {
        Integer port = Cluster.port(service);
        if (check instanceof ProbeConfig.Http http) {
            if (http.status() != null || http.body() != null || !http.headers().isEmpty()) {
                notes.add(service.name() + ": only the status of " + key + " is looked at once it is deployed");
            }
            String path = ownPath(http.address());
            if (path != null && port != null) {
                values.put("http", Map.of("path", path, "port", port, "url", "http://127.0.0.1:" + port + path));
                return true;
            }
        } else if (check instanceof ProbeConfig.Tcp && port != null) {
            values.put("tcp", Map.of("port", port));
            return true;
        } else if (check instanceof ProbeConfig.Exec exec) {
            List<String> words = words(exec.command());
            values.put(
                    "exec",
                    Map.of(
                            "words",
                            words,
                            "json",
                            words.stream().map(Quoting::json).collect(Collectors.joining(", ", "[", "]"))));
            return true;
        }
        notes.add(service.name() + ": " + key + " cannot be asked once it is deployed"
                + (port == null ? "" : "; its port is"));
        return false;
    }

    private List<String> words(CommandConfig command) {
        if (command instanceof CommandConfig.Shell shell) {
            return List.of("/bin/sh", "-c", text(shell.line()));
        }
        return ((CommandConfig.Argv) command).words().stream().map(this::text).toList();
    }

    private String text(Template template) {
        return cluster.fill(template, text -> text, name -> "$" + name);
    }

    /** The path on the service's own port; null for an address elsewhere. */
    private @Nullable String ownPath(Template address) {
        String text = address.toString();
        if (text.startsWith("/")) {
            return text;
        }
        int scheme = text.indexOf("://");
        if (scheme < 0) {
            // ${services.X.url}/health, of this service or another: the latter is not ours to ask
            int slash = text.indexOf('/');
            return slash < 0 ? "/" : text.substring(slash);
        }
        try {
            URI uri = URI.create(cluster.fill(address, literal -> literal, name -> name));
            String path = uri.getRawPath();
            return OWN_HOSTS.contains(String.valueOf(uri.getHost())) ? path.isEmpty() ? "/" : path : null;
        } catch (IllegalArgumentException elsewhere) {
            return null;
        }
    }

    private static long seconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1000);
    }
}
