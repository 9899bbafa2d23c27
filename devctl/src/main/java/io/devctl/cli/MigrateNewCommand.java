package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Migrate;
import io.devctl.app.MigrateNew;
import io.devctl.console.JsonReports;
import io.devctl.console.WorkText;
import io.devctl.console.style.Counts;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.TargetStatus;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dev migrate new}. */
@CommandLine.Command(
        name = "new",
        description = "write a new migration: from its template, named as the service's others, or by Alembic")
final class MigrateNewCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "the service that it belongs to")
    String service = "";

    @Parameters(index = "1", paramLabel = "DESCRIPTION", description = "what changes, in a few words")
    String description = "";

    @Option(names = "--autogenerate", description = "Alembic: with what the models have and the database has not")
    boolean autogenerate;

    @Option(names = "--head", paramLabel = "REV", description = "Alembic: follow this one of several heads")
    @Nullable
    String head;

    @Option(names = "--yes", description = "migrate first, where that is needed, without asking")
    boolean yes;

    MigrateNewCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        EventSink events = session.progress(common, environment);
        MigrateNew.Wish wish = new MigrateNew.Wish(service, description, autogenerate, head);
        Optional<TargetStatus> lagging = MigrateNew.lagging(environment, wish, events);
        if (lagging.isPresent()) {
            int code = migrate(environment, lagging.get(), events);
            if (code != 0) {
                return code;
            }
        }
        List<Path> written = MigrateNew.write(environment, wish, Clock.systemUTC(), events);
        session.out()
                .print(
                        json.wanted
                                ? JsonReports.files(written) + "\n"
                                : WorkText.list(
                                        written.stream().map(Path::toString).toList()));
        return ExitCode.OK.number();
    }

    /** Alembic compares models only with a database that has all revisions. */
    private int migrate(Environment environment, TargetStatus lagging, EventSink events) {
        int pending = lagging.pending().size();
        String what = pending > 0 ? " lacks " + Counts.of(pending, "migration") : ": " + lagging.reason();
        new Confirmation(session)
                .ask(
                        lagging.target().label() + what
                                + ", and models are compared with a database that is up to date: this runs dev migrate"
                                + " --service " + service + " first",
                        "migrate new " + service + " '" + description + "' --autogenerate",
                        yes);
        Migrate migrate = new Migrate(environment);
        MigrateReport report =
                Interrupts.cancelling(migrate::cancel).during(() -> migrate.run(Migrate.Options.of(service), events));
        session.tellFailures(report, common);
        return Migrate.exitCode(report).number();
    }
}
