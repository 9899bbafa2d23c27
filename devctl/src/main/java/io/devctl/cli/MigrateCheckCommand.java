package io.devctl.cli;

import io.devctl.app.CheckMigrations;
import io.devctl.app.Environment;
import io.devctl.app.Rehearsal;
import io.devctl.console.CheckText;
import io.devctl.console.JsonReports;
import io.devctl.model.CheckReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "check",
        description = "what is wrong or unsafe in the migration files; needs no database, exit 1 on an error")
final class MigrateCheckCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Option(names = "--service", paramLabel = "S", description = "only of this service (may be repeated)")
    List<String> services = List.of();

    @Option(
            names = "--base",
            paramLabel = "REV",
            description =
                    "compare with this git revision: its files must stay as they are, new ones must sort behind them,"
                            + " and only new ones are searched for unsafe operations")
    @Nullable
    String base;

    @Option(
            names = "--against-database",
            description = "also run what is pending on a copy of the database, which is dropped afterwards")
    boolean againstDatabase;

    @Option(names = "--strict", description = "exit 1 on warnings too")
    boolean strict;

    @Option(names = "--format", paramLabel = "F", description = "text, or github for annotations in a pull request")
    Format format = Format.text;

    /** The words are what the user types. */
    enum Format {
        text,
        github
    }

    MigrateCheckCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        CheckReport report = CheckMigrations.run(environment, services, base);
        if (againstDatabase) {
            Rehearsal rehearsal = new Rehearsal(environment);
            // a copy that is dropped while it is worked on makes the work fail
            report = report.and(Interrupts.cancelling(rehearsal::cancel)
                    .during(() -> rehearsal.run(services, session.progress(common, environment))));
        }
        if (json.wanted) {
            session.out().println(JsonReports.findings(report));
        } else if (format == Format.github) {
            session.out().print(CheckText.github(CheckMigrations.relativeToRepository(environment, report)));
        } else {
            session.out().print(new CheckText(session.theme(common)).report(report, base));
        }
        return CheckMigrations.exitCode(report, strict).number();
    }
}
