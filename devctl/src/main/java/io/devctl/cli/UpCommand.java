package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Standing;
import io.devctl.app.Timings;
import io.devctl.app.Up;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "up", description = "bring the environment up: Postgres, migrations, services")
final class UpCommand implements Answering {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(
            paramLabel = "SERVICE",
            arity = "0..*",
            description = "these and what they depend on (default: all); postgres is the database alone")
    List<String> services = List.of();

    @Option(
            names = {"-d", "--detach"},
            description = "return once everything is ready, and leave it running")
    boolean detach;

    @Option(names = "--skip-migrations", description = "do not look at migrations")
    boolean skipMigrations;

    @Option(names = "--no-deps", description = "only the named services")
    boolean noDependencies;

    @Option(names = "--profile", paramLabel = "P", description = "the services of this profile too")
    Set<String> profiles = Set.of();

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "give up after so long, for example 90s or 5m")
    @Nullable
    Duration timeout;

    @Option(names = "--plain", description = "plain lines, also in a terminal")
    boolean plain;

    @Option(names = "--timings", description = "say at the end what took how long, and what everything waited for")
    boolean timings;

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        Up.Scope scope = skipMigrations ? Up.Scope.NO_MIGRATIONS : Up.Scope.OF_SERVICES;
        Up.Options options = new Up.Options(services, detach, scope, !noDependencies, profiles, timeout);
        if (!detach && !plain && !json.wanted && session.canShowScreen()) {
            return new LiveUp(session, common, environment, options, timings).run();
        }
        EventSink events = events(environment);
        Timings timed = timings ? new Timings(environment, events) : null;
        try (Up up = new Up(environment, options, timed == null ? events : timed)) {
            Interrupts interrupts = Interrupts.handle(code -> up.leave());
            try {
                int code = run(up, timed).number();
                return interrupts.happened() ? interrupts.awaitEnd() : code;
            } catch (DevctlException e) {
                if (interrupts.happened()) {
                    return interrupts.awaitEnd();
                }
                throw e;
            }
        }
    }

    /** Of all services: see {@link Shortcut}. */
    @Override
    public OptionalInt answer() {
        Environment environment = session.environment(common);
        Optional<Up.Result> result = new Standing(environment, events(environment)).result();
        result.ifPresent(standing -> session.tellServices(standing, common, json));
        return result.isPresent() ? OptionalInt.of(result.get().exitCode().number()) : OptionalInt.empty();
    }

    private EventSink events(Environment environment) {
        return json.wanted ? session.progress(common, environment) : session.report(common, environment);
    }

    private ExitCode run(Up up, @Nullable Timings timed) {
        if (!detach) {
            up.followLogs();
        }
        Up.Result result = up.run();
        if (detach) {
            up.lastWords(result);
        }
        session.tellServices(result, common, json);
        session.tellTimings(timed, common, json.wanted);
        up.prepareReset(result);
        boolean nothingToStayFor = result.exitCode() != ExitCode.OK && !result.anythingRuns();
        if (!detach && nothingToStayFor) {
            up.leave();
        } else if (!detach) {
            up.stay();
        }
        return result.exitCode();
    }
}
