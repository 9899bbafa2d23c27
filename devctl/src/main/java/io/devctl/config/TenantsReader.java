package io.devctl.config;

import io.devctl.config.keys.Fields;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.ListKind;
import io.devctl.config.keys.Section;
import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Placed;
import io.devctl.config.yaml.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code tenants}. */
final class TenantsReader {
    private static final Key<List<Placed<String>>> NAMES =
            new Key<>("names", ListKind.of(Kinds.TEXT), "The tenants, the one to migrate first in front");
    static final Key<String> FILE = new Key<>("file", Kinds.PATH, "A file with a tenant in each line");
    static final Key<String> QUERY = new Key<>("query", Kinds.TEXT, "A query whose first column is the tenant's name");
    static final Section SECTION = Section.of("tenants", FILE, QUERY).orJust(NAMES);

    private final Loading loading;

    TenantsReader(Loading loading) {
        this.loading = loading;
    }

    TenantSource read(@Nullable Fields fields) {
        if (fields == null) {
            return new TenantSource.Listed(List.of());
        }
        if (fields.has(FILE) && fields.has(QUERY)) {
            loading.problems().add("either file or query, not both", "query", fields.keyPlace(QUERY), "take one out");
        }
        String query = fields.get(QUERY);
        if (query != null) {
            return new TenantSource.Query(query);
        }
        String file = fields.get(FILE);
        if (file != null) {
            return new TenantSource.Listed(check(lines(file, fields.place(FILE))));
        }
        return new TenantSource.Listed(check(fields.get(NAMES, List.of())));
    }

    private List<Placed<String>> lines(String name, Place place) {
        List<Placed<String>> tenants = new ArrayList<>();
        Path file = loading.resolve(loading.root(), name, place);
        if (file != null && !Files.exists(file)) {
            String hint = "create it with a tenant in each line";
            loading.problems().add("no such file", name, place, hint);
            return tenants;
        }
        String shown = file == null ? name : loading.shown(file);
        String text = file == null ? null : TextFile.read(file, shown, loading.problems());
        int number = 0;
        for (String line : text == null ? new String[0] : text.split("\r\n|[\r\n]", -1)) {
            number++;
            int comment = line.indexOf('#');
            String tenant = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!tenant.isEmpty()) {
                tenants.add(new Placed<>(tenant, new Place(shown, number, line.indexOf(tenant) + 1)));
            }
        }
        return tenants;
    }

    private List<String> check(List<Placed<String>> tenants) {
        Set<String> seen = new HashSet<>();
        for (Placed<String> tenant : tenants) {
            if (!NameRule.TENANT.allows(tenant.value())) {
                String hint = "use " + NameRule.TENANT.rule();
                loading.problems().add("a name that a tenant cannot have", tenant.value(), tenant.place(), hint);
            } else if (!seen.add(tenant.value())) {
                loading.problems().add("the tenant is there twice", tenant.value(), tenant.place(), "keep one");
            }
        }
        return Loading.values(tenants);
    }
}
