package io.devctl.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The unit that is migrated and reported: one set of migrations of one service, in one schema.
 *
 * @param service the service that owns the migrations
 * @param tenant the tenant, or null for a set without tenants
 * @param schema the schema in which the ledger and, unless a file says otherwise, the tables are
 * @param engine who applies the migrations: {@code sql}, {@code alembic} …
 */
public record Target(String service, @Nullable String tenant, String schema, String engine) {
    public Target {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(engine, "engine");
    }

    /** How messages name it: {@code auth_api/toshiba}, or {@code ingestion_service}. */
    public String label() {
        return tenant == null ? service : service + "/" + tenant;
    }
}
