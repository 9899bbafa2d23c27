package io.devctl.migrate.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which schemas belong to one tenant. */
public final class TenantSchemas {
    private static final String TENANT = "{tenant}";

    private final Set<String> names = new HashSet<>();
    private final Set<String> shared;
    private final List<Pattern> forms = new ArrayList<>();

    /**
     * The schemas of all tenants.
     *
     * @param schemas as services.yaml names them, with and without {@code {tenant}}
     * @param tenants their names; null when only the database knows them, and then every name of the form is one
     */
    public TenantSchemas(List<String> schemas, @Nullable List<String> tenants) {
        shared = new HashSet<>();
        for (String schema : schemas) {
            if (!schema.contains(TENANT)) {
                shared.add(schema);
            } else if (tenants != null) {
                tenants.forEach(tenant -> names.add(schema.replace(TENANT, tenant)));
            } else if (!schema.equals(TENANT)) {
                String[] rest = schema.split(Pattern.quote(TENANT), 2);
                forms.add(Pattern.compile(Pattern.quote(rest[0]) + ".+" + Pattern.quote(rest[1])));
            }
        }
    }

    /** Whether a schema is one tenant's. */
    boolean contains(String schema) {
        return names.contains(schema)
                || (!shared.contains(schema)
                        && forms.stream().anyMatch(form -> form.matcher(schema).matches()));
    }
}
