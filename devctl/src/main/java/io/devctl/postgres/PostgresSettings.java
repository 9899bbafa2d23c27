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
 * @param version a major version: {@code 18}
 * @param user a superuser; created when it is not {@code postgres}
 * @param password null: one is generated for this checkout
 * @param port null: a free one is leased for this checkout and kept
 * @param extensions created in the database
 * @param settings server settings by name; {@code fsync: on} also turns off the other shortcuts of a development server
 */
public record PostgresSettings(
        String provider,
        String version,
        String database,
        String user,
        @Nullable String password,
        @Nullable Integer port,
        List<String> extensions,
        Map<String, String> settings) {
    public PostgresSettings {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(user, "user");
        extensions = List.copyOf(extensions);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** An embedded server of the version that ships with devctl, with a generated password and a leased port. */
    public static PostgresSettings embedded(String database) {
        return new PostgresSettings("embedded", "18", database, "postgres", null, null, List.of(), Map.of());
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "PostgresSettings[" + provider + " " + version + ", database=" + database + ", user=" + user + ", port="
                + (port == null ? "auto" : port) + ", extensions=" + extensions + ", settings=" + settings + "]";
    }
}
