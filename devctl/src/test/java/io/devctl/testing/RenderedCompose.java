package io.devctl.testing;

import static io.devctl.testing.Docker.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service of a rendered compose file, as {@code docker run} with all that the file says of it. */
public final class RenderedCompose {
    /** {@code $$}, <code>${NAME}</code>, <code>${NAME:-default}</code> and <code>${NAME:?message}</code>. */
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\$|\\{(\\w+)(?::([-?])([^}]*))?})");

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Map<?, ?> services;
    private final Path folder;
    private final Map<String, String> variables;

    /** The file, with the variables of its environment or of .env. */
    public RenderedCompose(Path file, Map<String, String> variables) throws IOException {
        this.services = (Map<?, ?>) Objects.requireNonNull(
                RenderedContainer.documents(Files.readString(file)).get(0).get("services"));
        this.folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        this.variables = variables;
    }

    /** The {@code docker run} of a service in a network, under its own name there, with options of Docker for this run. */
    public List<String> run(String name, String network, String... more) {
        RenderedContainer service =
                new RenderedContainer(name, (Map<?, ?>) filled(Objects.requireNonNull(services.get(name), name)));
        service.option("--network", network, "--network-alias", name);
        environment(service.part("environment"), service);
        if (service.take("working_dir") instanceof String at) {
            service.option("-w", at);
        }
        if (service.take("user") instanceof String user) {
            service.option("--user", user);
        }
        if (Boolean.TRUE.equals(service.take("read_only"))) {
            service.option("--read-only");
        }
        service.list("cap_drop").forEach(each -> service.option("--cap-drop", String.valueOf(each)));
        service.list("security_opt").forEach(each -> service.option("--security-opt", String.valueOf(each)));
        service.list("tmpfs").forEach(each -> service.option("--tmpfs", String.valueOf(each)));
        service.list("volumes").forEach(each -> volume(each, service));
        health(service.part("healthcheck"), service);
        service.take("depends_on"); // see neededHealthy
        if (service.take("restart") instanceof String restart) {
            service.option("--restart", restart);
        }
        service.command(service.list("command"));
        return service.run(service.text("image"), Arrays.asList(more));
    }

    /** The services that have to be healthy before this one starts. */
    public List<String> neededHealthy(String name) {
        List<String> needed = new ArrayList<>();
        Map<?, ?> service = (Map<?, ?>) Objects.requireNonNull(services.get(name), name);
        if (service.get("depends_on") instanceof Map<?, ?> all) {
            all.forEach((other, how) -> {
                if ("service_healthy".equals(((Map<?, ?>) how).get("condition"))) {
                    needed.add(String.valueOf(other));
                }
            });
        }
        return needed;
    }

    /** Waits until a container passes its health check. */
    public static void awaitHealthy(String container) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String state = "";
        while (!state.equals("healthy")) {
            state = docker("inspect", "-f", "{{.State.Health.Status}}", container)
                    .strip();
            if (System.nanoTime() > end) {
                throw new AssertionError(container + " is " + state + ": " + docker("inspect", container));
            }
        }
    }

    private static void environment(RenderedContainer variables, RenderedContainer service) {
        for (String name : variables.keys()) {
            service.option("-e", name + "=" + variables.text(name));
        }
    }

    private static void health(RenderedContainer check, RenderedContainer service) {
        List<?> test = check.list("test");
        if (!test.isEmpty()) {
            if (!test.get(0).equals("CMD-SHELL")) {
                throw new AssertionError("a health check of another kind: " + test);
            }
            service.option("--health-cmd", String.valueOf(test.get(1)));
            service.option("--health-interval", check.text("interval"), "--health-timeout", check.text("timeout"));
            service.option("--health-retries", check.text("retries"));
        }
        check.isRead();
    }

    private void volume(Object volume, RenderedContainer service) {
        if (volume instanceof String named) {
            // a volume of its own, which goes with the container
            service.option("-v", named.substring(named.indexOf(':') + 1));
            return;
        }
        RenderedContainer bind = new RenderedContainer("volume", (Map<?, ?>) volume);
        if (!bind.text("type").equals("bind")) {
            throw new AssertionError("a volume of another kind: " + volume);
        }
        service.option(
                "-v",
                folder.resolve(bind.text("source")).normalize() + ":" + bind.text("target")
                        + (Boolean.TRUE.equals(bind.take("read_only")) ? ":ro" : ""));
        bind.isRead();
    }

    private Object filled(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> filled = new LinkedHashMap<>();
            map.forEach((key, each) -> filled.put(key, filled(each)));
            return filled;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(this::filled).toList();
        }
        return value instanceof String text
                ? VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(variable(found)))
                : value;
    }

    private String variable(MatchResult found) {
        if (found.group(1) == null) {
            return "$";
        }
        String value = variables.get(found.group(1));
        if (value != null) {
            return value;
        }
        if (!"-".equals(found.group(2))) {
            throw new AssertionError("compose would refuse: " + found.group());
        }
        return found.group(3);
    }
}
