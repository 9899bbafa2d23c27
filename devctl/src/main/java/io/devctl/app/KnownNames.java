package io.devctl.app;

import io.devctl.config.TenantSource;
import io.devctl.model.DatabaseCopy;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names for a shell to complete: quick, silent, and without starting anything. */
public final class KnownNames {
    private KnownNames() {}

    /**
     * The names of a kind.
     *
     * @param kind {@code services}, {@code migrated} (services with migrations), {@code tenants} or {@code snapshots}; tenants of
     *     a query and snapshots are known only where Postgres runs
     * @param file services.yaml where the user named one
     * @return empty for another kind, and where services.yaml is missing or broken: a shell has nowhere to say so
     */
    public static List<String> of(String kind, Path folder, @Nullable Path file, Map<String, String> variables) {
        try {
            Environment environment = Environment.open(folder, file, variables);
            return switch (kind) {
                case "services" -> List.copyOf(environment.serviceNames());
                case "migrated" ->
                    environment.config().services().values().stream()
                            .filter(service -> !service.migrations().isEmpty())
                            .map(service -> service.name())
                            .toList();
                case "tenants" -> tenants(environment);
                case "snapshots" -> snapshots(environment);
                default -> List.of();
            };
        } catch (DevctlException unknown) {
            return List.of();
        }
    }

    private static List<String> tenants(Environment environment) {
        if (environment.config().tenants() instanceof TenantSource.Listed listed) {
            return listed.names();
        }
        return environment.postgres().status().running()
                ? new Targets(environment).tenants(environment.postgres().dataSource())
                : List.of();
    }

    private static List<String> snapshots(Environment environment) {
        if (!environment.ownsServer() || !environment.postgres().status().running()) {
            return List.of();
        }
        return DatabaseCopies.of(environment, EventSink.none()).list().stream()
                .map(DatabaseCopy::name)
                .toList();
    }
}
