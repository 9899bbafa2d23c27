package io.devctl.config;

import io.devctl.config.PostgresReader.Address;
import io.devctl.config.keys.Fields;
import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Yaml;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the address of an external server: {@code url}, else DATABASE_URL, else POSTGRES_HOST, POSTGRES_PORT,
 * POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB. No message shows an address, because it may hold a password.
 */
final class ExternalServer {
    private final Loading loading;

    ExternalServer(Loading loading) {
        this.loading = loading;
    }

    Address address(Fields fields) {
        String url = fields.get(PostgresReader.URL);
        if (url != null) {
            return parse(url, "url", fields.place(PostgresReader.URL));
        }
        if (fields.has(PostgresReader.URL)) {
            return Address.NONE;
        }
        Place place = fields.place(PostgresReader.PROVIDER);
        String variable = loading.text().variable("DATABASE_URL");
        if (variable != null && !variable.isBlank()) {
            return parse(variable, "DATABASE_URL", place);
        }
        String host = loading.text().variable("POSTGRES_HOST");
        if (host == null || host.isBlank()) {
            loading.problems()
                    .add(
                            "no address of the external server",
                            "provider: external",
                            place,
                            "give url, or set DATABASE_URL or POSTGRES_HOST");
            return Address.NONE;
        }
        return fromParts(host, place);
    }

    private Address fromParts(String host, Place place) {
        String port = loading.text().variable("POSTGRES_PORT");
        if (port != null
                && !port.isBlank()
                && Kinds.PORT.read(scalar(port, place), "POSTGRES_PORT", loading.text()) == null) {
            return Address.NONE;
        }
        String user = loading.text().variable("POSTGRES_USER");
        String password = loading.text().variable("POSTGRES_PASSWORD");
        String database = loading.text().variable("POSTGRES_DB");
        StringBuilder url = new StringBuilder("postgresql://");
        if (user != null) {
            url.append(encode(user))
                    .append(password == null ? "" : ":" + encode(password))
                    .append('@');
        }
        url.append(host.indexOf(':') < 0 || host.startsWith("[") ? host : "[" + host + "]");
        url.append(port == null || port.isBlank() ? "" : ":" + port);
        url.append(database == null ? "" : "/" + encode(database));
        return new Address(url.toString(), database, user, password);
    }

    private static Yaml.Scalar scalar(String text, Place place) {
        return new Yaml.Scalar(text.replace("$", "$$"), true, place);
    }

    private Address parse(String written, String source, Place place) {
        String url = written.strip();
        if (url.startsWith("jdbc:")) {
            url = url.substring("jdbc:".length());
        }
        int scheme = url.indexOf("://");
        String name = scheme < 0 ? "" : url.substring(0, scheme);
        // SQLAlchemy puts its driver into the scheme: postgresql+psycopg
        int driver = name.indexOf('+');
        String kind = driver < 0 ? name : name.substring(0, driver);
        if (!kind.equals("postgresql") && !kind.equals("postgres")) {
            refuse(source, place);
            return Address.NONE;
        }
        try {
            URI uri = new URI("postgresql" + url.substring(scheme));
            if (uri.getRawAuthority() == null) {
                refuse(source, place);
                return Address.NONE;
            }
            return address(uri);
        } catch (URISyntaxException | IllegalArgumentException bad) {
            refuse(source, place);
            return Address.NONE;
        }
    }

    private static Address address(URI uri) {
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        String login = at < 0 ? "" : authority.substring(0, at);
        int colon = login.indexOf(':');
        String user = colon < 0 ? login : login.substring(0, colon);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return new Address(
                uri.toString(),
                path.length() > 1 ? decode(path.substring(1)) : null,
                user.isEmpty() ? parameter(uri, "user") : decode(user),
                colon < 0 ? parameter(uri, "password") : decode(login.substring(colon + 1)));
    }

    /** Java's drivers take the login as parameters: {@code jdbc:postgresql://host/name?user=…&password=…}. */
    private static @Nullable String parameter(URI uri, String name) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (String part : query.split("&")) {
            if (part.startsWith(name + "=")) {
                return decode(part.substring(name.length() + 1));
            }
        }
        return null;
    }

    private void refuse(String source, Place place) {
        loading.problems()
                .add(
                        "not an address of Postgres in",
                        source,
                        place,
                        "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, special characters as %XX");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static @Nullable String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
