package io.devctl.config;

import java.util.List;

/** Where the names of the tenants come from. */
public sealed interface TenantSource {

    /**
     * Tenants named in services.yaml or in a file of its own.
     *
     * @param names in the order of the file; the first one is migrated first
     */
    record Listed(List<String> names) implements TenantSource {
        public Listed {
            names = List.copyOf(names);
        }
    }

    /**
     * Tenants that the database knows.
     *
     * @param sql a query whose first column is the name
     */
    record Query(String sql) implements TenantSource {}
}
