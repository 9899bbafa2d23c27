package io.devctl.app;

import io.devctl.migrate.Bounds;
import io.devctl.migrate.MigrateOptions;
import io.devctl.migrate.Migrator;
import io.devctl.migrate.Resume;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.PlannedTarget;
import io.devctl.model.Share;
import io.devctl.model.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code dev migrate}: applies what is pending, with Postgres started for it when it does not run. */
public final class Migrate {
    private final Environment environment;
    private final Migrations migrations;
    private final @Nullable WaitFor others;

    public Migrate(Environment environment) {
        this(environment, null);
    }

    /** The same with something to wait for first; null for nothing. */
    public Migrate(Environment environment, @Nullable WaitFor others) {
        this.environment = environment;
        this.migrations = new Migrations(environment);
        this.others = others;
    }

    /**
     * What was asked for.
     *
     * @param services empty for all
     * @param tenants empty for all, and for services without tenants
     * @param jobs connections at a time; 0 for the standard
     * @param to the last migration to apply, by name or version; null for all
     * @param most how many migrations for each target at most; 0 for all
     * @param resume {@code again} or {@code done}: what to do with a statement of which nobody knows whether it was done
     * @param backup a file that the database is dumped to first; null for none
     * @param shard the part of these targets that is this run's; null for all of them
     */
    public record Options(
            List<String> services,
            List<String> tenants,
            int jobs,
            boolean keepGoing,
            @Nullable String to,
            int most,
            @Nullable String resume,
            @Nullable Path backup,
            @Nullable Shard shard) {
        /** Everything that is pending for one service. */
        public static Options of(String service) {
            return new Options(List.of(service), List.of(), 0, false, null, 0, null, null, null);
        }

        public Options {
            services = List.copyOf(services);
            tenants = List.copyOf(tenants);
        }

        private MigrateOptions forRun() {
            MigrateOptions standard = MigrateOptions.defaults()
                    .withKeepGoing(keepGoing)
                    .within(new Bounds(to, most))
                    .withResume(resumption());
            return jobs > 0 ? standard.withJobs(jobs) : standard;
        }

        private Resume resumption() {
            if (resume == null) {
                return Resume.ASK;
            }
            return switch (resume) {
                case "again" -> Resume.AGAIN;
                case "done" -> Resume.DONE;
                default ->
                    throw new DevctlException(
                            ExitCode.USAGE, "not a way to go on: '" + resume + "'", "--resume again or --resume done");
            };
        }
    }

    /** Starts Postgres where needed, leaves it running, and migrates. */
    public MigrateReport run(Options options, EventSink events) {
        Predicate<Target> wanted = prepare(options, events);
        Path backup = options.backup();
        if (backup != null) {
            new Backup(environment.postgres().endpoint()).write(backup, events);
        }
        MigrateReport report = migrations.run(wanted, options.forRun(), events);
        Share share = report.share();
        requireTargets(share == null ? report.targets().isEmpty() : share.of() == 0, options);
        return report;
    }

    /** What {@link #run} would report when there is nothing to do for any target; empty, and nothing done, when there is. */
    public Optional<MigrateReport> nothingToDo(EventSink events) {
        return environment.isUp() ? migrations.nothingToDo(target -> true, events) : Optional.empty();
    }

    /** What {@link #run} would do to each target; changes no target. */
    public List<PlannedTarget> plan(Options options, EventSink events) {
        List<PlannedTarget> plan = migrations.plan(prepare(options, events), options.forRun(), events);
        requireTargets(plan.isEmpty() && options.shard() == null, options);
        return plan;
    }

    /** What {@link #run} would send, as a script for psql; changes no target. */
    public String script(Options options, EventSink events) {
        return migrations.script(prepare(options, events), options.forRun(), events);
    }

    private Predicate<Target> prepare(Options options, EventSink events) {
        Predicate<Target> wanted = wanted(environment, options.services(), options.tenants());
        migrations.share(options.shard());
        if (others != null) {
            others.await(events);
        }
        environment.prepare();
        environment.postgres().start(events);
        return wanted;
    }

    private static void requireTargets(boolean none, Options options) {
        if (none && !options.tenants().isEmpty()) {
            throw noSuchTenant(options.tenants());
        }
    }

    /** Has a golden copy made, while the user goes on, when this was the first run on an empty database. */
    public void prepareReset(MigrateReport report) {
        GoldenKeeper.afterMigrating(environment, report);
    }

    /** Ends a running {@link #run} soon. */
    public void cancel() {
        if (others != null) {
            others.cancel();
        }
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
                "dev tenants list names them");
    }
}
