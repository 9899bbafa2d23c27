package io.devctl.config;

import io.devctl.config.keys.Fields;
import io.devctl.config.yaml.Named;
import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Placed;
import io.devctl.model.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can only be judged when the whole file is known. */
final class CrossChecks {
    private static final List<String> POSTGRES_NAMES = List.of(
            "postgres.url",
            "postgres.host",
            "postgres.port",
            "postgres.user",
            "postgres.password",
            "postgres.database",
            "postgres.jdbc_url",
            "postgres.sqlalchemy_url");

    private final List<Named<Fields>> entries;
    private final Loading loading;

    CrossChecks(List<Named<Fields>> entries, Loading loading) {
        this.entries = entries;
        this.loading = loading;
    }

    /** Records names that differ only in case: their logs would be one file on some machines. */
    void checkNames() {
        Map<String, Place> seen = new HashMap<>();
        for (Named<Fields> entry : entries) {
            Place first = seen.putIfAbsent(entry.name().toLowerCase(Locale.ROOT), entry.place());
            if (first != null) {
                String hint = "line " + first.line() + " has the other; choose another name";
                loading.problems().add("names that differ only in case", entry.name(), entry.place(), hint);
            }
        }
    }

    /** Records every port that two want. */
    void checkPorts(Fields postgres) {
        Map<Integer, String> owners = new HashMap<>();
        Integer own = postgres.get(PostgresReader.PORT);
        if (own != null) {
            owners.put(own, "postgres");
        }
        for (Named<Fields> entry : entries) {
            if (entry.value().get(ServiceReader.PORT) instanceof PortConfig.Fixed port) {
                String owner = owners.putIfAbsent(port.number(), entry.name());
                if (owner != null) {
                    String hint = owner + " has it too; give one of them another, or auto";
                    Place place = entry.value().place(ServiceReader.PORT);
                    loading.problems().add("two services on one port", String.valueOf(port.number()), place, hint);
                }
            }
        }
    }

    /** Records dotted names that nothing will ever fill. */
    void checkOpenNames(Set<String> written) {
        List<String> known = new ArrayList<>(POSTGRES_NAMES);
        for (Named<Fields> entry : entries) {
            if (entry.value().has(ServiceReader.PORT)) {
                known.add("services." + entry.name() + ".port");
                known.add("services." + entry.name() + ".url");
            }
        }
        for (Interpolation.OpenName open : loading.text().openNames()) {
            if (!known.contains(open.name())) {
                addUnknownName(open, known, written);
            }
        }
    }

    private void addUnknownName(Interpolation.OpenName open, List<String> known, Set<String> written) {
        String name = open.name();
        String shown = "${" + name + "}";
        for (String service : written) {
            if (name.equals("services." + service + ".port") || name.equals("services." + service + ".url")) {
                loading.problems()
                        .add("a service without a port", shown, open.place(), "give " + service + " port: auto");
                return;
            }
        }
        String hint = Suggestion.hint(name, known);
        loading.problems()
                .add(
                        "unknown name",
                        shown,
                        open.place(),
                        hint == null ? "the names are " + String.join(", ", known) : hint);
    }

    /**
     * Records schemas whose names are too long, and sets that would share a ledger.
     *
     * @param tenantsGiven whether the file has the key at all
     */
    void checkSets(Map<String, ServiceConfig> services, TenantSource source, boolean tenantsGiven) {
        // of a query nothing is known yet: the placeholder stands for whatever it returns
        List<String> tenants = source instanceof TenantSource.Listed listed ? listed.names() : List.of();
        Map<String, String> owners = new HashMap<>();
        for (Named<Fields> entry : entries) {
            ServiceConfig service = services.get(entry.name());
            List<Placed<Fields>> written = entry.value().get(ServiceReader.MIGRATIONS, List.of());
            for (int i = 0; service != null && i < written.size(); i++) {
                Place place = written.get(i).value().place(MigrationReader.SCHEMA);
                MigrationConfig set = service.migrations().get(i);
                checkLength(set, tenants, place);
                checkShared(set, tenants, owners, entry.name(), place);
                if (set.perTenant() && !tenantsGiven) {
                    loading.problems().add("no tenants for", set.schema(), place, "add a line tenants: [default]");
                }
            }
        }
    }

    private void checkLength(MigrationConfig set, List<String> tenants, Place place) {
        String longest = set.schema();
        @Nullable String culprit = null;
        if (set.perTenant()) {
            longest = set.schemaOf("");
            for (String tenant : tenants) {
                String schema = set.schemaOf(tenant);
                if (NameRule.bytes(schema) > NameRule.bytes(longest)) {
                    longest = schema;
                    culprit = tenant;
                }
            }
        }
        int bytes = NameRule.bytes(longest);
        if (bytes > 63) {
            String hint = culprit == null ? "shorten it" : "shorten schema, or the tenant " + culprit;
            loading.problems().add("a schema's name over 63 bytes (" + bytes + ")", longest, place, hint);
        }
    }

    private void checkShared(
            MigrationConfig set, List<String> tenants, Map<String, String> owners, String service, Place place) {
        Set<String> told = new HashSet<>();
        String own = set.ledger().schema();
        if (own != null && !set.engine().equals("alembic")) {
            loading.problems().add("a ledger's schema is for Alembic", own, place, "take ledger.schema out");
        } else if (own != null && set.perTenant() && !own.contains("{tenant}")) {
            loading.problems().add("one ledger for all tenants", own, place, "add {tenant} to ledger.schema");
            return;
        }
        List<String> schemas = new ArrayList<>();
        schemas.add(set.ledger().schemaOf(set.schema(), null));
        if (set.perTenant()) {
            for (String tenant : tenants) {
                schemas.add(set.ledger().schemaOf(set.schemaOf(tenant), tenant));
            }
        }
        for (String schema : schemas) {
            String ledger = schema + "." + set.ledger().table();
            String owner = owners.putIfAbsent(ledger, service);
            if (owner != null && told.isEmpty()) {
                told.add(owner);
                String hint = owner + " has them too; give one of the sets another schema or ledger";
                loading.problems().add("two sets with one schema and ledger", ledger, place, hint);
            }
        }
    }
}
