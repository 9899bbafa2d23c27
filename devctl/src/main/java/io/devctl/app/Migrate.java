package io.devctl.app;

import io.devctl.migrate.MigrateOptions;
import io.devctl.migrate.Migrator;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.Target;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** {@code dev migrate}: applies what is pending, with Postgres started for it when it does not run. */
public final class Migrate {
    private final Environment environment;
    private final Migrations migrations;

    public Migrate(Environment environment) {
        this.environment = environment;
        this.migrations = new Migrations(environment);
    }

    /**
     * What was asked for.
     *
     * @param services empty for all
     * @param tenants empty for all, and for services without tenants
     * @param jobs connections at a time; 0 for the standard
     */
    public record Options(List<String> services, List<String> tenants, int jobs, boolean keepGoing) {
        public Options {
            services = List.copyOf(services);
            tenants = List.copyOf(tenants);
        }
    }

    /** Starts Postgres where needed, leaves it running, and migrates. */
    public MigrateReport run(Options options, EventSink events) {
        Predicate<Target> wanted = wanted(environment, options.services(), options.tenants());
        StateDirectory.create(environment.config().root());
        environment.postgres().start(events);
        MigrateOptions standard = MigrateOptions.defaults().withKeepGoing(options.keepGoing());
        MigrateReport report =
                migrations.run(wanted, options.jobs() > 0 ? standard.withJobs(options.jobs()) : standard, events);
        if (report.targets().isEmpty() && !options.tenants().isEmpty()) {
            throw noSuchTenant(options.tenants());
        }
        return report;
    }

    /** Has a golden copy made, while the user goes on, when this was the first run on an empty database. */
    public void prepareReset(MigrateReport report) {
        GoldenKeeper.afterMigrating(environment, report);
    }

    /** Ends a running {@link #run} soon. */
    public void cancel() {
        migrations.cancel();
    }

    /** How a command that ran this ends. */
    public static ExitCode exitCode(MigrateReport report) {
        return Migrator.exitCode(report);
    }

    /** The targets of these services and tenants; of all where none is named. */
    public static Predicate<Target> wanted(Environment environment, List<String> services, List<String> tenants) {
        Set<String> chosen = Selection.named(environment.config(), services);
        return target -> (services.isEmpty() || chosen.contains(target.service()))
                && (tenants.isEmpty() || tenants.contains(Objects.toString(target.tenant(), "")));
    }

    private static DevctlException noSuchTenant(List<String> tenants) {
        return new DevctlException(
                ExitCode.USAGE,
                "no such tenant: '" + String.join("', '", tenants) + "'",
                "dev status lists the tenants; tenants: in services.yaml names them");
    }
}
