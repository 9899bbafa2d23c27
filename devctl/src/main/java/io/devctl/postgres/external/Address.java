package io.devctl.postgres.external;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.PostgresSettings;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the address of an external server. No message shows the address itself, because it may hold a password. */
final class Address {
    private static final int STANDARD_PORT = 5432;

    private static final String FORM = "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, special characters as %XX";

    /** What the address says elsewhere. Two places for one thing would send devctl to one server and services to another. */
    private static final Set<String> SAID_ELSEWHERE =
            Set.of("host", "hostaddr", "port", "dbname", "user", "password", "passfile", "service");

    private Address() {}

    /**
     * The endpoint that the settings name; user, password and database are the settings' own.
     *
     * @throws DevctlException CONFIG for an address that names several hosts, or none
     */
    static Endpoint of(PostgresSettings settings) {
        URI uri = URI.create(Objects.requireNonNull(settings.url(), "config gives an external server its url"));
        String authority = Objects.requireNonNullElse(uri.getRawAuthority(), "");
        String place = authority.substring(authority.lastIndexOf('@') + 1);
        if (place.indexOf(',') >= 0) {
            throw wrong("the address of the external server names several hosts");
        }
        boolean bracketed = place.startsWith("[");
        int colon = place.indexOf(':', bracketed ? Math.max(0, place.indexOf(']')) : 0);
        String host = decode(colon < 0 ? place : place.substring(0, colon));
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw wrong("the address of the external server names no host");
        }
        Integer fixed = settings.port();
        int port = fixed != null ? fixed : port(colon < 0 ? "" : place.substring(colon + 1));
        return new Endpoint(
                host,
                port,
                settings.database(),
                settings.user(),
                Objects.requireNonNullElse(settings.password(), ""),
                parameters(uri.getRawQuery()));
    }

    private static int port(String text) {
        try {
            int port = text.isEmpty() ? STANDARD_PORT : Integer.parseInt(text);
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notOne) {
            // said below
        }
        throw wrong("not a port in the address of the external server: '" + text + "'");
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null) {
            return parameters;
        }
        for (String part : query.split("&")) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (!name.isEmpty() && !SAID_ELSEWHERE.contains(name)) {
                parameters.put(decode(name), equals < 0 ? "" : decode(part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static DevctlException wrong(String what) {
        return new DevctlException(ExitCode.CONFIG, what, FORM);
    }
}
