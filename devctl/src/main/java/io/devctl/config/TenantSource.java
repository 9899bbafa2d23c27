package io.devctl.config;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
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

    /**
     * The names that a query gave, each once.
     *
     * @throws DevctlException FAILED for one that no tenant can have: it becomes the name of a schema
     */
    static List<String> checked(List<String> names, String sql) {
        for (String name : names) {
            if (!NameRule.TENANT.allows(name)) {
                throw new DevctlException(
                        ExitCode.FAILED,
                        "a name that a tenant cannot have: '" + name + "' (" + sql + ")",
                        "use " + NameRule.TENANT.rule() + ", or leave it out of the query");
            }
        }
        return names.stream().distinct().toList();
    }
}
