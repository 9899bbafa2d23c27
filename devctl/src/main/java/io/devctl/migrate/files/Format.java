package io.devctl.migrate.files;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose convention a folder of migrations follows: how files are named, and where in them the up and the down part are. */
public enum Format {
    /** {@code 20250101000001_x.sql}, with an optional {@code -- migrate:down} or {@code 20250101000001_x.down.sql}. */
    DEVCTL,
    /** {@code V1__x.sql}, {@code R__x.sql}, {@code U1__x.sql}. */
    FLYWAY,
    /** {@code 000001_x.up.sql} and {@code 000001_x.down.sql}. */
    GOLANG_MIGRATE,
    /** {@code 20250101000001_x.sql} with {@code -- migrate:up} and {@code -- migrate:down}. */
    DBMATE,
    /** {@code 00001_x.sql} with {@code -- +goose Up} and {@code -- +goose Down}. */
    GOOSE,
    /** {@code 2025-01-01-000001_x/up.sql} and {@code down.sql}. */
    DIESEL,
    /** {@code 20250101000001_x.sql} in {@code supabase/migrations}. */
    SUPABASE;

    /** As it is written under {@code format:}, {@code golang-migrate} say. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The format of that key. */
    public static Optional<Format> of(String key) {
        return Arrays.stream(values()).filter(f -> f.key().equals(key)).findFirst();
    }
}
