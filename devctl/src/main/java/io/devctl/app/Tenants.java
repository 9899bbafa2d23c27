package io.devctl.app;

import io.devctl.config.TenantSource;
import io.devctl.config.TenantsEdit;
import io.devctl.migrate.MigrationTarget;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.TenantLoss;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** {@code dev tenants}: who they are, one more, one less. */
public final class Tenants {
    /** Rows are counted one by one in tables up to this size; of larger ones Postgres's own estimate is told. */
    private static final long COUNTED_BYTES = 64L << 20;

    private static final String SIZES = "select n.nspname, count(c.oid),"
            + " coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint,"
            + " coalesce(sum(case when pg_relation_size(c.oid) <= ? then (xpath('/row/c/text()',"
            + " query_to_xml(format('select count(*) as c from %I.%I', n.nspname, c.relname), false, true, '')))[1]"
            + "::text::bigint else greatest(c.reltuples, 0)::bigint end), 0)::bigint,"
            + " coalesce(bool_and(pg_relation_size(c.oid) <= ?), true)"
            + " from pg_namespace n left join pg_class c on c.relnamespace = n.oid and c.relkind = 'r'"
            + " where n.nspname = any (?) group by 1 order by 1";

    private final Environment environment;

    public Tenants(Environment environment) {
        this.environment = environment;
    }

    /** Their names in order. Starts Postgres where a query says who they are. */
    public List<String> list(EventSink events) {
        if (environment.config().tenants() instanceof TenantSource.Listed listed) {
            return listed.names();
        }
        Migrations.started(environment, events);
        return new Targets(environment).tenants(environment.postgres().dataSource());
    }

    /**
     * Adds a tenant to the list and migrates its targets.
     *
     * @param reopen reads services.yaml again; where it has problems with the new tenant, the list is put back
     * @throws DevctlException USAGE when the list cannot have it, CONFIG when services.yaml cannot
     */
    public MigrateReport add(String tenant, Supplier<Environment> reopen, EventSink events) {
        TenantsEdit edit = TenantsEdit.of(environment.config());
        edit.add(tenant);
        Environment with;
        try {
            with = reopen.get();
        } catch (DevctlException e) {
            edit.undo();
            throw e;
        }
        return new Migrate(with)
                .run(new Migrate.Options(List.of(), List.of(tenant), 0, false, null, 0, null, null, null), events);
    }

    /** What dropping a tenant deletes, a line for each of its schemas that exists. */
    public List<TenantLoss> losses(String tenant, EventSink events) {
        TenantsEdit.of(environment.config()).requireThere(tenant);
        Migrations.started(environment, events);
        List<String> schemas = new Targets(environment)
                .all(service -> true, List.of(tenant)).stream()
                        .map(MigrationTarget::target)
                        .filter(target -> tenant.equals(target.tenant()))
                        .map(target -> target.schema())
                        .distinct()
                        .toList();
        try (Connection connection = environment.postgres().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(SIZES)) {
            statement.setLong(1, COUNTED_BYTES);
            statement.setLong(2, COUNTED_BYTES);
            statement.setArray(3, connection.createArrayOf("text", schemas.toArray()));
            List<TenantLoss> losses = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    losses.add(new TenantLoss(
                            row.getString(1), row.getInt(2), row.getLong(4), row.getBoolean(5), row.getLong(3)));
                }
            }
            return losses;
        } catch (SQLException e) {
            throw new DevctlException(
                    ExitCode.FAILED,
                    "cannot tell what '" + tenant + "' has: " + e.getMessage(),
                    "connect as the owner of its tables",
                    e);
        }
    }

    /** Drops the schemas of a tenant, then takes it out of the list. */
    public void drop(String tenant, EventSink events) {
        TenantsEdit edit = TenantsEdit.of(environment.config());
        edit.requireThere(tenant);
        new Migrations(environment).drop(target -> Objects.equals(target.tenant(), tenant), events);
        edit.remove(tenant);
    }
}
