package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Status;
import io.devctl.console.JsonReports;
import io.devctl.console.StatusText;
import io.devctl.model.ExitCode;
import io.devctl.model.StatusReport;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(name = "status", description = "what runs and what is migrated; starts nothing")
final class StatusCommand implements Answering {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Option(names = "--check", description = "exit 1 unless all is ready or completed, and current")
    boolean check;

    @Option(names = "--watch", description = "again every two seconds, until q or Ctrl-C")
    boolean watch;

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        if (watch) {
            return new WatchStatus(session, common, json.wanted).run();
        }
        return show(session.environment(common));
    }

    @Override
    public OptionalInt answer() {
        Environment environment = session.environment(common);
        return environment.isUp() ? OptionalInt.of(show(environment)) : OptionalInt.empty();
    }

    private int show(Environment environment) {
        StatusReport report = new Status(environment).report();
        if (json.wanted) {
            session.out().println(JsonReports.status(report));
        } else {
            session.out().print(new StatusText(session.theme(common)).report(report));
        }
        return (check && !Status.good(report) ? ExitCode.FAILED : ExitCode.OK).number();
    }
}
