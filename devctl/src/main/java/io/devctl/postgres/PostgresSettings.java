package io.devctl.postgres;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What services.yaml says about Postgres.
 *
 * @param provider {@code embedded}, {@code docker} or {@code external}
 * @param version embedded: a major version, {@code 18}; docker: the tag of the official image
 * @param user a superuser; created when it is not {@code postgres}
 * @param password null: one is generated for this checkout
 * @param port null: a free one is leased for this checkout and kept
 * @param extensions created in the database
 * @param settings server settings by name; {@code fsync: on} also turns off the other shortcuts of a development server
 * @param image docker: the image instead of the official one
 * @param url external: where the server is, in libpq's form
 * @param allowReset external: {@code true} allows the wipe of a server on this machine, a host's name that of this host
 */
public record PostgresSettings(
        String provider,
        String version,
        String database,
        String user,
        @Nullable String password,
        @Nullable Integer port,
        List<String> extensions,
        Map<String, String> settings,
        @Nullable String image,
        @Nullable String url,
        @Nullable String allowReset) {
    public PostgresSettings {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(user, "user");
        extensions = List.copyOf(extensions);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Settings of a server that needs neither an image nor an address. */
    public PostgresSettings(
            String provider,
            String version,
            String database,
            String user,
            @Nullable String password,
            @Nullable Integer port,
            List<String> extensions,
            Map<String, String> settings) {
        this(provider, version, database, user, password, port, extensions, settings, null, null, null);
    }

    /** An embedded server of the version that ships with devctl, with a generated password and a leased port. */
    public static PostgresSettings embedded(String database) {
        return new PostgresSettings("embedded", "18", database, "postgres", null, null, List.of(), Map.of());
    }

    /** Without the password, and without the URL, which has one in it. */
    @Override
    public String toString() {
        return "PostgresSettings[" + provider + " " + version + ", database=" + database + ", user=" + user + ", port="
                + (port == null ? "auto" : port) + ", extensions=" + extensions + ", settings=" + settings + "]";
    }
}
