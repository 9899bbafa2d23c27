package io.devctl.api;

import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.Migrator;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.TargetResult.Outcome;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Migrates a database from within a service.
 *
 * <pre>{@code
 * Devctl.migrate(dataSource, MigrationOptions.fromClassPath("db/migrations").service("auth_api").schema("auth"));
 * }</pre>
 *
 * It does what {@code dev migrate} does, with the same ledger, records and locks: a command and any number of services may
 * migrate one database at once, each migration runs once, and all of them return when it is done.
 */
public final class Devctl {
    private Devctl() {}

    /**
     * Applies what is pending to every target: the schema, or each tenant's. With nothing to do this is one connection and
     * one question, whatever the number of tenants. Blocks until it is done; an interrupt of the calling thread cancels the
     * statements that run, which are rolled back.
     *
     * @param database Postgres itself or a pool in session mode, logging in as a role that may create what the migrations create. At
     *     most {@link MigrationOptions#jobs} and two connections are taken at a time; each is given back with the session
     *     settings that it came with, except those that Postgres does not list: an application's own, as {@code app.tenant}
     * @return a result for each target, in the order of the tenants, each applied or current; times are wall-clock time
     * @throws MigrationException when any target is not up to date afterwards; migrations that did not fail stay applied
     * @throws IllegalArgumentException when the options contradict each other
     */
    public static MigrateReport migrate(DataSource database, MigrationOptions options) {
        Objects.requireNonNull(database, "database");
        try (Folders folders = options.open()) {
            List<MigrationTarget> targets = options.targets(folders.paths());
            MigrateReport report =
                    new Migrator(new CleanConnections(database)).migrate(targets, options.forRun(), options.events());
            int done = report.count(Outcome.APPLIED) + report.count(Outcome.CURRENT);
            if (done < report.targets().size()) {
                ExitCode code = Migrator.exitCode(report);
                throw MigrationException.of(report, code == ExitCode.OK ? ExitCode.INTERRUPTED : code);
            }
            return report;
        } catch (DevctlException e) {
            throw MigrationException.of(e);
        }
    }
}
