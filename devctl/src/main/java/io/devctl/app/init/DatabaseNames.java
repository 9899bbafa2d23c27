package io.devctl.app.init;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises the variables by which programs are told where their Postgres is. */
final class DatabaseNames {
    private static final Pattern PART = Pattern.compile("(?:.*_)?(?:DB|DATABASE|POSTGRES|POSTGRESQL|PG|SQL|RDS)_?"
            + "(HOST|HOSTNAME|SERVER|ADDRESS|PORT|USER|USERNAME|PASS|PASSWORD|PWD|NAME|DB|DATABASE)");
    private static final Pattern URL = Pattern.compile("(postgres|postgresql)(\\+[a-z0-9]+)?://[^\\s]*");

    private DatabaseNames() {}

    /**
     * What stands in services.yaml for the value of a variable; null when it has nothing to do with Postgres.
     *
     * @param value as the other tool has it
     */
    static @Nullable String replacement(String name, String value) {
        Matcher url = URL.matcher(value);
        if (url.matches()) {
            String driver = url.group(2);
            return driver == null
                    ? "${postgres.url}"
                    : "postgresql" + driver
                            + "://${postgres.user}:${postgres.password}@${postgres.host}:${postgres.port}/${postgres.database}";
        }
        if (value.startsWith("jdbc:postgresql:")) {
            return "${postgres.jdbc_url}";
        }
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.equals("SPRING_DATASOURCE_USERNAME")) {
            return "${postgres.user}";
        }
        if (upper.equals("SPRING_DATASOURCE_PASSWORD")) {
            return "${postgres.password}";
        }
        Matcher part = PART.matcher(upper);
        if (!part.matches() || value.contains("://")) {
            return null;
        }
        return switch (part.group(1)) {
            case "HOST", "HOSTNAME", "SERVER", "ADDRESS" -> "${postgres.host}";
            case "PORT" -> "${postgres.port}";
            case "USER", "USERNAME" -> "${postgres.user}";
            case "PASS", "PASSWORD", "PWD" -> "${postgres.password}";
            default -> "${postgres.database}";
        };
    }

    /** Whether devctl gives a service this variable with this value anyway. */
    static boolean isGiven(String name, String replacement) {
        return switch (name) {
            case "DATABASE_URL" -> replacement.equals("${postgres.url}");
            case "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE" -> true;
            default -> false;
        };
    }
}
