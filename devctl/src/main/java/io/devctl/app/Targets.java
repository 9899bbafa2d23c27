package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.config.LedgerConfig;
import io.devctl.config.MigrationConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.TenantSource;
import io.devctl.migrate.Ledger;
import io.devctl.migrate.MigrationSet;
import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.files.Format;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The targets that services.yaml asks for: a set of migrations for each service and, where it is per tenant, each tenant. */
final class Targets {
    private final DevctlConfig config;

    Targets(DevctlConfig config) {
        this.config = config;
    }

    /** Whether the tenants' names have to be read from the database. */
    boolean tenantsAreQueried() {
        return config.tenants() instanceof TenantSource.Query;
    }

    /** Targets without a tenant, of the services that are wanted. */
    List<MigrationTarget> shared(Predicate<String> service) {
        return targets(service, List.of(), true);
    }

    /** All targets, in the order of services.yaml and of the tenants. */
    List<MigrationTarget> all(Predicate<String> service, List<String> tenants) {
        return targets(service, tenants, false);
    }

    /** What can be said without asking the database: tenants that come from a query are not among them. */
    List<MigrationTarget> withoutDatabase() {
        return config.tenants() instanceof TenantSource.Listed listed
                ? all(service -> true, listed.names())
                : shared(service -> true);
    }

    /**
     * The tenants' names.
     *
     * @param database asked only when services.yaml says that the database knows them
     */
    List<String> tenants(DataSource database) {
        if (config.tenants() instanceof TenantSource.Query query) {
            return query(database, query.sql());
        }
        return ((TenantSource.Listed) config.tenants()).names();
    }

    private List<MigrationTarget> targets(Predicate<String> wanted, List<String> tenants, boolean sharedOnly) {
        List<MigrationTarget> targets = new ArrayList<>();
        for (ServiceConfig service : config.services().values()) {
            if (!wanted.test(service.name())) {
                continue;
            }
            for (MigrationConfig migrations : service.migrations()) {
                MigrationSet set = set(service, migrations);
                if (!migrations.perTenant()) {
                    targets.add(target(service, migrations, set, null));
                } else if (!sharedOnly) {
                    tenants.forEach(tenant -> targets.add(target(service, migrations, set, tenant)));
                }
            }
        }
        return targets;
    }

    private static MigrationTarget target(
            ServiceConfig service, MigrationConfig migrations, MigrationSet set, @Nullable String tenant) {
        return new MigrationTarget(
                new Target(service.name(), tenant, migrations.schemaOf(tenant), migrations.engine()), set);
    }

    private MigrationSet set(ServiceConfig service, MigrationConfig migrations) {
        if (!migrations.engine().equals("sql")) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "this version of devctl runs SQL migrations only; service '" + service.name()
                            + "' asks for engine: '" + migrations.engine() + "'",
                    "run '" + migrations.engine() + "' yourself and take migrations: out of that service until then");
        }
        return new MigrationSet(
                service.name(),
                migrations.engine(),
                migrations.paths(),
                config.root(),
                format(migrations.format()),
                ledger(migrations.ledger()),
                Map.of(),
                migrations.limits().statement());
    }

    private static @Nullable Format format(@Nullable String key) {
        return key == null ? null : Format.of(key).orElseThrow();
    }

    private static Ledger ledger(LedgerConfig ledger) {
        return new Ledger(ledger.given() ? ledger.table() : null, ledger.name(), ledger.appliedAt());
    }

    private static List<String> query(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw new DevctlException(
                    ExitCode.FAILED,
                    "cannot read the tenants: '" + sql + "' says: " + e.getMessage(),
                    "the table must come from the migrations of a service without tenants; check tenants: in services.yaml",
                    e);
        }
    }
}
