package io.devctl.app;

import io.devctl.config.AlembicConfig;
import io.devctl.config.DevctlConfig;
import io.devctl.config.LedgerConfig;
import io.devctl.config.MigrationConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.TenantSource;
import io.devctl.config.ToolConfig;
import io.devctl.migrate.Ledger;
import io.devctl.migrate.Limits;
import io.devctl.migrate.MigrationSet;
import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.alembic.AlembicProject;
import io.devctl.migrate.files.Format;
import io.devctl.migrate.process.SearchPath;
import io.devctl.migrate.tool.ToolProject;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Target;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The targets that services.yaml asks for: a set of migrations for each service and, where it is per tenant, each tenant. */
final class Targets {
    private final Environment environment;
    private final DevctlConfig config;

    Targets(Environment environment) {
        this.environment = environment;
        this.config = environment.config();
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

    /** As {@link #withoutDatabase}, with one that stands for all whose names only the database knows. */
    List<MigrationTarget> ofEveryTenant() {
        return tenantsAreQueried() ? all(service -> true, List.of("tenant")) : withoutDatabase();
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
        boolean alembic = migrations.engine().equals("alembic");
        ToolConfig tool = migrations.tool();
        return new MigrationSet(
                service.name(),
                migrations.engine(),
                migrations.paths(),
                config.root(),
                format(migrations.format()),
                ledger(migrations.ledger()),
                migrations.variables(),
                limits(migrations.limits()),
                new MigrationSet.Rules(migrations.outOfOrder(), migrations.verify()),
                alembic ? alembic(service, migrations) : null,
                tool == null ? null : Tools.project(environment, service, migrations, tool));
    }

    /**
     * What the program that migrates a schema of a service has in its environment.
     *
     * @throws DevctlException USAGE when none of the service's migrations are for such a schema
     */
    Map<String, String> environment(ServiceConfig service, String schema) {
        for (MigrationConfig migrations : service.migrations()) {
            String tenant = tenant(migrations, schema);
            if (migrations.perTenant() ? tenant == null : !migrations.schema().equals(schema)) {
                continue;
            }
            MigrationSet set = set(service, migrations);
            ToolProject tool = set.tool();
            if (tool != null) {
                return tool.environment(schema, tenant);
            }
            Map<String, String> variables = new HashMap<>(new Variables(environment, service).get());
            AlembicProject alembic = set.alembic();
            variables.putAll(
                    alembic != null
                            ? alembic.variables(schema)
                            : Map.of("PGOPTIONS", SearchPath.options(variables.get("PGOPTIONS"), schema)));
            return variables;
        }
        String schemas = service.migrations().stream()
                .map(MigrationConfig::schema)
                .distinct()
                .collect(Collectors.joining(", "));
        throw new DevctlException(
                ExitCode.USAGE,
                "no migrations of '" + service.name() + "' are for this schema: '" + schema + "'",
                schemas.isEmpty() ? "leave --schema out" : "its schemas are " + schemas);
    }

    /** Whose schema it is; null for nobody's. */
    private static @Nullable String tenant(MigrationConfig migrations, String schema) {
        int at = migrations.schema().indexOf(MigrationConfig.TENANT);
        if (at < 0) {
            return null;
        }
        String before = migrations.schema().substring(0, at);
        String after = migrations.schema().substring(at + MigrationConfig.TENANT.length());
        boolean fits = schema.length() > before.length() + after.length()
                && schema.startsWith(before)
                && schema.endsWith(after);
        return fits ? schema.substring(before.length(), schema.length() - after.length()) : null;
    }

    private AlembicProject alembic(ServiceConfig service, MigrationConfig migrations) {
        AlembicConfig alembic = migrations.alembic();
        return new AlembicProject(
                service.dir(),
                Path.of(alembic.config()),
                alembic.command(),
                alembic.schemaVariable(),
                alembic.upgrade(),
                migrations.timeout(),
                new Variables(environment, service));
    }

    /** A service's environment, put together when a process needs it: only then the database's address is sure. */
    private static final class Variables implements Supplier<Map<String, String>> {
        private final Environment environment;
        private final ServiceConfig service;
        private @Nullable Map<String, String> known;

        Variables(Environment environment, ServiceConfig service) {
            this.environment = environment;
            this.service = service;
        }

        @Override
        public synchronized Map<String, String> get() {
            Map<String, String> found = known;
            if (found == null) {
                Ports ports = new Ports(environment.config(), environment.stateDirectory());
                found = new Units(environment.config(), environment.postgres().endpoint(), ports).environment(service);
                known = found;
            }
            return found;
        }
    }

    static @Nullable Format format(@Nullable String key) {
        return key == null ? null : Format.of(key).orElseThrow();
    }

    private static Limits limits(MigrationConfig.Limits limits) {
        return new Limits(
                limits.lock(),
                limits.statement(),
                Objects.requireNonNullElse(limits.retries(), Limits.DEFAULT_RETRIES));
    }

    private static Ledger ledger(LedgerConfig ledger) {
        return new Ledger(ledger.given() ? ledger.table() : null, ledger.name(), ledger.appliedAt(), ledger.schema());
    }

    private static List<String> query(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(String.valueOf(rows.getString(1)));
            }
            return TenantSource.checked(names, sql);
        } catch (SQLException e) {
            throw new DevctlException(
                    ExitCode.FAILED,
                    "cannot read the tenants: '" + sql + "' says: " + e.getMessage(),
                    "the table must come from the migrations of a service without tenants; check tenants: in services.yaml",
                    e);
        }
    }
}
