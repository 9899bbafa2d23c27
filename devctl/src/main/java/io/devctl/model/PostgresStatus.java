package io.devctl.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the environment's Postgres.
 *
 * @param provider {@code embedded}, {@code docker} or {@code external}
 * @param version the server's full version, or the one that would be started
 * @param running whether it answers
 * @param port 0 when none has been leased yet
 * @param url libpq form without the password
 */
public record PostgresStatus(
        String provider,
        @Nullable String version,
        boolean running,
        String host,
        int port,
        String database,
        @Nullable String url) {
    public PostgresStatus {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(database, "database");
    }
}
