package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Migrate;
import io.devctl.app.Shard;
import io.devctl.app.Timings;
import io.devctl.app.WaitFor;
import io.devctl.console.EventLines;
import io.devctl.console.JsonReports;
import io.devctl.console.MigrateJson;
import io.devctl.console.MigratePlanText;
import io.devctl.console.MigrateText;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.PlannedTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(name = "migrate", description = "apply what is pending, for every service and tenant")
final class MigrateCommand implements Answering {
    /** Tells the launcher to become the command behind {@code --then}; no command of devctl ends like this. */
    private static final int BECOME = 200;

    private final Session session;
    /** Null unless it was asked for. */
    private @Nullable Timings timed;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Mixin
    TargetOptions targets = new TargetOptions();

    @Option(names = "-n", paramLabel = "N", description = "apply at most so many migrations to each target")
    int most;

    @Option(names = "--to", paramLabel = "V", description = "apply nothing behind this migration (its name or version)")
    @Nullable
    String to;

    @Option(names = "--dry-run", description = "say for each target what would run, and change nothing")
    boolean dryRun;

    @Option(names = "--sql", description = "print what would run as a script for psql, and change nothing")
    boolean sql;

    @Option(names = "--jobs", paramLabel = "N", description = "migrate so many tenants at a time")
    int jobs;

    @Option(names = "--keep-going", description = "try the other tenants when a file fails for the first one")
    boolean keepGoing;

    @Option(names = "--json-lines", description = "what happens as one JSON object per line, the report last")
    boolean jsonLines;

    @Option(names = "--plain", description = "plain lines, also in a terminal")
    boolean plain;

    @Option(names = "--backup", paramLabel = "FILE", description = "dump the database with pg_dump first")
    @Nullable
    Path backup;

    @Option(
            names = "--resume",
            paramLabel = "again|done",
            description = "what to do with a statement of which nobody knows whether it was done")
    @Nullable
    String resume;

    @Option(
            names = "--shard",
            paramLabel = "N/M|auto/M",
            description = "only the N-th of M parts of the targets; auto: the number that an indexed Job gives")
    @Nullable
    String shard;

    @Option(
            names = "--wait-for",
            paramLabel = "HOST:PORT",
            description = "wait until this accepts connections (may be repeated)")
    List<String> waitFor = List.of();

    @Option(
            names = "--wait-timeout",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "wait at most this long for all of --wait-for (90s, 5m; default: 60s)")
    @Nullable
    Duration waitTimeout;

    @Option(
            names = "--then",
            paramLabel = "CMD",
            parameterConsumer = RestOfLine.class,
            description = "after success become this command; takes all that follows")
    List<String> then = List.of();

    @Option(names = "--timings", description = "say at the end what took how long")
    boolean timings;

    MigrateCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        check();
        Environment environment = session.migrationEnvironment(common);
        Migrate migrate = new Migrate(environment, waitFor.isEmpty() ? null : WaitFor.all(waitFor, waitTimeout));
        Interrupts interrupts = Interrupts.cancelling(() -> {
            migrate.cancel();
            session.endProgress();
        });
        Migrate.Options options = new Migrate.Options(
                targets.services,
                targets.tenants,
                jobs,
                keepGoing,
                to,
                most,
                resume,
                backup == null ? null : session.workingDirectory().resolve(backup),
                shard == null ? null : Shard.parse(shard, session.environment()));
        if (dryRun || sql) {
            return interrupts.during(() -> foretell(migrate, options, session.progress(common, environment)));
        }
        MigrateReport report = interrupts.during(() -> migrate(migrate, options, environment));
        if (!jsonLines) {
            session.tellFailures(report, common);
            tell(report);
        }
        session.tellTimings(timed, common, json.wanted);
        migrate.prepareReset(report);
        ExitCode code = Migrate.exitCode(report);
        return code == ExitCode.OK && !then.isEmpty() ? BECOME : code.number();
    }

    @Override
    public OptionalInt answer() {
        Environment environment = session.migrationEnvironment(common);
        Optional<MigrateReport> report = new Migrate(environment).nothingToDo(session.progress(common, environment));
        report.ifPresent(this::tell);
        return report.isPresent() ? OptionalInt.of(ExitCode.OK.number()) : OptionalInt.empty();
    }

    private void tell(MigrateReport report) {
        session.out()
                .print(
                        json.wanted
                                ? JsonReports.migrate(report) + "\n"
                                : new MigrateText(session.theme(common)).result(report));
    }

    private MigrateReport migrate(Migrate migrate, Migrate.Options options, Environment environment) {
        if (jsonLines) {
            EventLines lines = new EventLines(session.out());
            MigrateReport report = migrate.run(options, lines);
            lines.summary(report);
            return report;
        }
        return migrate.run(options, timed(environment, session.progress(common, environment)));
    }

    private EventSink timed(Environment environment, EventSink events) {
        if (!timings) {
            return events;
        }
        Timings watch = new Timings(environment, events);
        timed = watch;
        return watch;
    }

    private int foretell(Migrate migrate, Migrate.Options options, EventSink events) {
        List<PlannedTarget> plan = migrate.plan(options, events);
        if (sql) {
            session.out().print(migrate.script(options, events));
            plan.stream()
                    .filter(PlannedTarget::isRefused)
                    .forEach(target -> session.err()
                            .println(
                                    "-- left alone: " + target.status().target().label() + ": "
                                            + target.status().reason()));
        } else {
            session.out()
                    .print(
                            json.wanted
                                    ? MigrateJson.plan(plan) + "\n"
                                    : new MigratePlanText(session.theme(common)).plan(plan));
        }
        return (plan.stream().anyMatch(PlannedTarget::isRefused) ? ExitCode.FAILED : ExitCode.OK).number();
    }

    private void check() {
        refuse(dryRun && sql, "--dry-run and --sql", "take one of them");
        refuse(json.wanted && (jsonLines || sql), "--json and " + (sql ? "--sql" : "--json-lines"), "take one of them");
        refuse(jsonLines && (dryRun || sql), "--json-lines without a run", "use --dry-run --json");
        refuse(most < 0 || jobs < 0, "a number below 0", "give one from 1");
        boolean foretells = dryRun || sql;
        refuse(foretells && backup != null, "--backup without a run", "leave it out");
        refuse(foretells && !then.isEmpty(), "--then without a run", "leave it out");
        refuse(
                !then.isEmpty() && !Boolean.getBoolean("devctl.then"),
                "--then without the launcher, which has to become the command",
                "start devctl with the launcher, dev");
    }

    private static void refuse(boolean wrong, String what, String hint) {
        if (wrong) {
            throw new DevctlException(ExitCode.USAGE, "these do not go together: '" + what + "'", hint);
        }
    }
}
