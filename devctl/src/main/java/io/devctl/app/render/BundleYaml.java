package io.devctl.app.render;

import io.devctl.config.DevctlConfig;
import io.devctl.config.LedgerConfig;
import io.devctl.config.MigrationConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.TenantSource;
import io.devctl.template.Quoting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The services.yaml of a {@link Bundle}: what must be known to migrate, on the server that POSTGRES_HOST and its like name. */
final class BundleYaml {
    private static final Duration STATEMENT = Duration.ofSeconds(60);

    private BundleYaml() {}

    /** The tenants, a line: {@code tenants: [default, toshiba]}. */
    static String tenants(DevctlConfig config, List<String> instead) {
        if (instead.isEmpty() && config.tenants() instanceof TenantSource.Query query) {
            return "tenants: {query: " + quoted(query.sql()) + "}\n";
        }
        return "tenants: " + list(names(config, instead)) + "\n";
    }

    /** The tenants' names; empty where only the database knows them. */
    static List<String> names(DevctlConfig config, List<String> instead) {
        if (!instead.isEmpty()) {
            return instead;
        }
        return config.tenants() instanceof TenantSource.Listed listed ? listed.names() : List.of();
    }

    /** All but the tenants. */
    static String rest(DevctlConfig config, Bundle bundle) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("project: ").append(quoted(config.project())).append('\n');
        yaml.append("postgres:\n  provider: external\n");
        if (!config.postgres().extensions().isEmpty()) {
            yaml.append("  extensions: ")
                    .append(list(config.postgres().extensions()))
                    .append('\n');
        }
        yaml.append("services:").append(bundle.services().isEmpty() ? " {}\n" : "\n");
        for (ServiceConfig service : bundle.services()) {
            yaml.append("  ").append(quoted(service.name())).append(":\n    migrations:\n");
            service.migrations().forEach(set -> {
                List<String> lines = set(service, set);
                yaml.append("      - ").append(lines.get(0)).append('\n');
                lines.subList(1, lines.size())
                        .forEach(line -> yaml.append("        ").append(line).append('\n'));
            });
        }
        return yaml.toString();
    }

    private static List<String> set(ServiceConfig service, MigrationConfig set) {
        List<String> lines = new ArrayList<>();
        lines.add("paths: " + list(List.of("migrations/" + Bundle.folder(service, set))));
        lines.add("schema: " + quoted(set.schema()));
        add(lines, "ledger", ledger(set.ledger()));
        add(lines, "format", set.format() == null ? null : quoted(set.format()));
        add(lines, "verify", set.verify().isEmpty() ? null : list(set.verify()));
        add(
                lines,
                "variables",
                set.variables().isEmpty()
                        ? null
                        : new TreeMap<>(set.variables())
                                .entrySet().stream()
                                        .map(each -> quoted(each.getKey()) + ": " + quoted(each.getValue()))
                                        .collect(Collectors.joining(", ", "{", "}")));
        Duration lock = set.limits().lock();
        add(lines, "lock_timeout", lock == null ? null : lock.toMillis() + "ms");
        Duration statement = set.limits().statement();
        add(lines, "statement_timeout", statement.equals(STATEMENT) ? null : statement.toMillis() + "ms");
        Integer retries = set.limits().retries();
        add(lines, "retries", retries == null ? null : retries.toString());
        add(lines, "out_of_order", set.outOfOrder() ? "allow" : null);
        return lines;
    }

    private static @Nullable String ledger(LedgerConfig ledger) {
        List<String> keys = new ArrayList<>();
        if (ledger.given()) {
            keys.add("table: " + quoted(ledger.table()));
        }
        if (ledger.name() != null) {
            keys.add("name: " + quoted(ledger.name()));
        }
        if (ledger.appliedAt() != null) {
            keys.add("applied_at: " + quoted(ledger.appliedAt()));
        }
        if (ledger.schema() != null) {
            keys.add("schema: " + quoted(ledger.schema()));
        }
        return keys.isEmpty() ? null : "{" + String.join(", ", keys) + "}";
    }

    private static void add(List<String> lines, String key, @Nullable String value) {
        if (value != null) {
            lines.add(key + ": " + value);
        }
    }

    private static String list(Collection<String> values) {
        return values.stream().map(BundleYaml::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return Quoting.YAML_WITH_DOLLARS.apply(text);
    }
}
