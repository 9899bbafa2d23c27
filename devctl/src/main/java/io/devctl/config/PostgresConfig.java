package io.devctl.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The database server of the environment.
 *
 * @param version embedded: a major version; docker: the tag of the official image
 * @param image docker: the image to run instead of the official one
 * @param url external: a libpq URL, from {@code url}, DATABASE_URL or POSTGRES_HOST and its like, password included; null
 *     for the other providers, which never look at those variables
 * @param database the database that devctl works in
 * @param password null when devctl makes one up
 * @param port null when devctl chooses and keeps a free one; for an external server the port is in the URL
 * @param extensions created once in the database, in this order
 * @param settings parameters of the server, by name
 */
public record PostgresConfig(
        Provider provider,
        String version,
        @Nullable String image,
        @Nullable String url,
        String database,
        String user,
        @Nullable String password,
        @Nullable Integer port,
        List<String> extensions,
        Map<String, String> settings,
        AllowReset allowReset) {
    public PostgresConfig {
        extensions = List.copyOf(extensions);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Where Postgres comes from. */
    public enum Provider {
        EMBEDDED,
        DOCKER,
        EXTERNAL
    }

    /** Without the password and the URL, which has one in it. */
    @Override
    public String toString() {
        return "PostgresConfig[" + provider + " " + version + ", database " + database + "]";
    }
}
