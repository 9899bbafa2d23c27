package io.devctl.app.render;

import io.devctl.config.DevctlConfig;
import io.devctl.config.PortConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.Template;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where things are once they are deployed: which service has which name, port and image, and how Postgres is called. */
final class Cluster {
    /** Where a service listens whose port is left to devctl on a laptop. */
    private static final int AUTO_PORT = 8080;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    private final DevctlConfig config;
    private final RenderOptions options;
    private final Map<String, String> names;

    /** Stand for a variable within a text whose other dollars are quoted; of a plane that nobody writes in. */
    private static final char OPEN = '\uE000';

    private static final char CLOSE = '\uE001';

    Cluster(DevctlConfig config, RenderOptions options) {
        this.config = config;
        this.options = options;
        this.names = KubernetesNames.of(config.services().keySet());
    }

    DevctlConfig config() {
        return config;
    }

    RenderOptions options() {
        return options;
    }

    /** The name of a service in Kubernetes and as a host. */
    String name(ServiceConfig service) {
        return Objects.requireNonNull(names.get(service.name()));
    }

    /** Where it listens, null when it does not. */
    static @Nullable Integer port(ServiceConfig service) {
        PortConfig port = service.port();
        if (port == null) {
            return null;
        }
        if (service.containerPort() != null) {
            return service.containerPort();
        }
        return port instanceof PortConfig.Fixed fixed ? (Integer) fixed.number() : (Integer) AUTO_PORT;
    }

    /** The image with its tag: that of {@code --tag}, else its own, else {@code latest}. */
    String image(ServiceConfig service) {
        String image = service.image() == null
                ? config.project().toLowerCase(java.util.Locale.ROOT) + "/" + name(service)
                : service.image();
        return tagged(image, options.tags().get(service.name()));
    }

    /** The database's name where it needs no quotes, else another. */
    String plainDatabase() {
        String name = config.postgres().database();
        return PLAIN.matcher(name).matches() ? name : "app";
    }

    /** The image that migrates. */
    String migrateImage() {
        return tagged(options.migrateImage(), options.tags().get(RenderOptions.MIGRATIONS));
    }

    /** An image's name without its tag or digest. */
    static String repository(String image) {
        int digest = image.indexOf('@');
        String name = digest < 0 ? image : image.substring(0, digest);
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
    }

    private static String tagged(String image, @Nullable String tag) {
        if (tag != null) {
            return repository(image) + ":" + tag;
        }
        return image.equals(repository(image)) ? image + ":latest" : image;
    }

    /** What a dotted name stands for, with Postgres's own as variables. */
    private String dotted(String name) {
        if (name.startsWith("services.")) {
            String rest = name.substring("services.".length());
            ServiceConfig service =
                    Objects.requireNonNull(config.services().get(rest.substring(0, rest.lastIndexOf('.'))), name);
            return rest.endsWith(".port")
                    ? String.valueOf(port(service))
                    : "http://" + name(service) + ":" + port(service);
        }
        return switch (name) {
            case "postgres.host" -> variable("PGHOST");
            case "postgres.port" -> variable("PGPORT");
            case "postgres.user" -> variable("PGUSER");
            case "postgres.password" -> variable("PGPASSWORD");
            case "postgres.database" -> variable("PGDATABASE");
            case "postgres.jdbc_url" ->
                "jdbc:postgresql://" + server() + "?user=" + variable("PGUSER") + "&password=" + variable("PGPASSWORD");
            case "postgres.sqlalchemy_url" -> "postgresql+psycopg://" + login() + "@" + server();
            default -> variable("DATABASE_URL");
        };
    }

    private static String login() {
        return variable("PGUSER") + ":" + variable("PGPASSWORD");
    }

    private static String server() {
        return variable("PGHOST") + ":" + variable("PGPORT") + "/" + variable("PGDATABASE");
    }

    private static String variable(String name) {
        return OPEN + name + CLOSE;
    }

    /**
     * A text with its open names.
     *
     * @param literal quotes what could be taken for a variable in all that is none
     * @param variable how a variable of the database is written
     */
    String fill(Template template, UnaryOperator<String> literal, UnaryOperator<String> variable) {
        String filled = template.fill(this::dotted);
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int open = filled.indexOf(OPEN); open >= 0; open = filled.indexOf(OPEN, at)) {
            int close = filled.indexOf(CLOSE, open);
            text.append(literal.apply(filled.substring(at, open)));
            text.append(variable.apply(filled.substring(open + 1, close)));
            at = close + 1;
        }
        return text.append(literal.apply(filled.substring(at))).toString();
    }

    /** Which services are started before which: every one behind all that it needs. */
    Map<String, ServiceConfig> inOrder() {
        Map<String, ServiceConfig> ordered = new LinkedHashMap<>();
        Map<String, Boolean> visited = new HashMap<>();
        config.services().values().forEach(service -> visit(service, visited, ordered));
        return ordered;
    }

    private void visit(ServiceConfig service, Map<String, Boolean> visited, Map<String, ServiceConfig> ordered) {
        if (visited.putIfAbsent(service.name(), true) != null) {
            return;
        }
        for (String dependency : service.dependsOn().keySet()) {
            ServiceConfig needed = config.services().get(dependency);
            if (needed != null) {
                visit(needed, visited, ordered);
            }
        }
        ordered.put(service.name(), service);
    }
}
