package io.devctl.postgres;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where a database is and who logs in to it.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param password empty when there is none; then drivers look into the user's own password file
 * @param parameters what else a libpq URL says after its question mark, {@code sslmode} for one
 */
public record Endpoint(
        String host, int port, String database, String user, String password, Map<String, String> parameters) {
    public Endpoint {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port);
        }
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** An endpoint without parameters, as every server of devctl's own has it. */
    public Endpoint(String host, int port, String database, String user, String password) {
        this(host, port, database, user, password, Map.of());
    }

    /** The form that libpq and most drivers take, with the password: {@code postgresql://user:password@host:5432/name}. */
    public String url() {
        return "postgresql://" + login() + "@" + place() + query('?');
    }

    /** {@link #url()} without the password and the parameters; for screens, reports and logs. */
    public String safeUrl() {
        return "postgresql://" + encode(user) + "@" + place();
    }

    /** The form that Java's drivers take, with user and password as parameters. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + place() + "?user=" + encode(user)
                + (password.isEmpty() ? "" : "&password=" + encode(password)) + query('&');
    }

    /** The form that SQLAlchemy takes, for psycopg 3, with the password. */
    public String sqlalchemyUrl() {
        return "postgresql+psycopg://" + login() + "@" + place() + query('?');
    }

    /** The same server, user and password with another database. */
    public Endpoint withDatabase(String other) {
        return new Endpoint(host, port, other, user, password, parameters);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return safeUrl();
    }

    private String login() {
        return encode(user) + (password.isEmpty() ? "" : ":" + encode(password));
    }

    private String query(char first) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) -> query.append(query.isEmpty() ? first : '&')
                .append(encode(name))
                .append('=')
                .append(encode(value)));
        return query.toString();
    }

    private String place() {
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return bracketed + ":" + port + "/" + encode(database);
    }

    private static String encode(String text) {
        // URLEncoder writes a form's "+" for a space; drivers read that as a plus
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
