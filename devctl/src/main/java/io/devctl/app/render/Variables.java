package io.devctl.app.render;

import io.devctl.config.ServiceConfig;
import io.devctl.config.Template;
import io.devctl.supervise.logs.Secrets;
import io.devctl.template.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service's variables where it is deployed. What services.yaml takes from the caller's variables, what its name calls a
 * secret, and all of {@code env_file} come from a Secret of the service there: no value of this machine is rendered.
 */
final class Variables {
    private static final Map<String, String> LIBPQ = libpq();

    private final Cluster cluster;

    Variables(Cluster cluster) {
        this.cluster = cluster;
    }

    private static Map<String, String> libpq() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("PGHOST", "POSTGRES_HOST");
        names.put("PGPORT", "POSTGRES_PORT");
        names.put("PGUSER", "POSTGRES_USER");
        names.put("PGPASSWORD", "POSTGRES_PASSWORD");
        names.put("PGDATABASE", "POSTGRES_DB");
        return names;
    }

    /** In Kubernetes: a name with a {@code value}, or with the {@code secret} and the {@code key} that it comes from. */
    List<Map<String, Object>> ofPod(ServiceConfig service, String databaseSecret) {
        List<Map<String, Object>> variables = new ArrayList<>();
        if (usesDatabase(service)) {
            LIBPQ.forEach((name, key) -> {
                if (!service.env().containsKey(name)) {
                    variables.add(fromSecret(name, databaseSecret, key, false));
                }
            });
            for (String optional : List.of("DATABASE_URL", "REDIS_URL")) {
                if (!service.env().containsKey(optional)) {
                    variables.add(fromSecret(optional, databaseSecret, optional, true));
                }
            }
        }
        Integer port = Cluster.port(service);
        if (port != null && !service.env().containsKey("PORT")) {
            variables.add(value("PORT", Quoting.json(port.toString())));
        }
        service.env().forEach((name, template) -> {
            if (isSecret(service, name, template)) {
                variables.add(fromSecret(name, secretOf(service), name, false));
            } else {
                String text = cluster.fill(
                        template, literal -> literal.replace("$(", "$$("), variable -> "$(" + variable + ")");
                variables.add(value(name, Quoting.YAML.apply(text)));
            }
        });
        return variables;
    }

    /** In a compose file: a name with its {@code value}, in which secrets are variables of who runs compose. */
    List<Map<String, Object>> ofContainer(ServiceConfig service) {
        List<Map<String, Object>> variables = new ArrayList<>();
        if (usesDatabase(service)) {
            Map<String, String> database = new LinkedHashMap<>();
            LIBPQ.keySet().forEach(name -> database.put(name, composed(name)));
            database.put("DATABASE_URL", composed("DATABASE_URL"));
            database.forEach((name, text) -> {
                if (!service.env().containsKey(name)) {
                    variables.add(value(name, Quoting.json(text)));
                }
            });
        }
        Integer port = Cluster.port(service);
        if (port != null && !service.env().containsKey("PORT")) {
            variables.add(value("PORT", Quoting.json(port.toString())));
        }
        service.env().forEach((name, template) -> {
            String text = isSecret(service, name, template)
                    ? "${" + name + ":?set it in .env}"
                    : cluster.fill(template, literal -> literal.replace("$", "$$"), this::composed);
            variables.add(value(name, Quoting.YAML.apply(text)));
        });
        return variables;
    }

    private String composed(String name) {
        return switch (name) {
            case "PGHOST" -> "postgres";
            case "PGPORT" -> "5432";
            case "PGUSER" -> "${POSTGRES_USER:-postgres}";
            case "PGPASSWORD" -> "${POSTGRES_PASSWORD:?set it in .env}";
            case "PGDATABASE" -> "${POSTGRES_DB:-" + cluster.plainDatabase() + "}";
            default ->
                "postgresql://${POSTGRES_USER:-postgres}:${POSTGRES_PASSWORD:?set it in .env}"
                        + "@postgres:5432/${POSTGRES_DB:-" + cluster.plainDatabase() + "}";
        };
    }

    /** The Secret with what is this service's own. */
    String secretOf(ServiceConfig service) {
        return cluster.name(service) + "-env";
    }

    /** Whether it is given the database: a container of a finished image, redis say, is not. */
    static boolean usesDatabase(ServiceConfig service) {
        return service.database() && service.container() == null;
    }

    private static boolean isSecret(ServiceConfig service, String name, Template template) {
        return !template.variables().isEmpty() || service.secrets().contains(name) || Secrets.isNameOfOne(name);
    }

    private static Map<String, Object> value(String name, String quoted) {
        return variable(name, quoted, null, "", false);
    }

    private static Map<String, Object> fromSecret(String name, String secret, String key, boolean optional) {
        return variable(name, null, secret, key, optional);
    }

    private static Map<String, Object> variable(
            String name, @Nullable String value, @Nullable String secret, String key, boolean optional) {
        Map<String, Object> variable = new LinkedHashMap<>();
        variable.put("name", name);
        variable.put("value", value == null ? false : Map.of("text", value));
        variable.put("secret", secret == null ? false : Map.of("name", secret, "key", key, "optional", optional));
        return variable;
    }
}
