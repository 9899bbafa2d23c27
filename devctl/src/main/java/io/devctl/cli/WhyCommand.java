package io.devctl.cli;

import io.devctl.app.Why;
import io.devctl.console.JsonReports;
import io.devctl.console.WhyText;
import io.devctl.model.ExitCode;
import io.devctl.model.WhyReport;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "why", description = "what keeps a service from being ready, down to the last cause")
final class WhyCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(paramLabel = "SERVICE", description = "a service or task")
    String service = "";

    WhyCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        WhyReport why = new Why(session.environment(common)).of(service);
        session.out().print(json.wanted ? JsonReports.why(why) + "\n" : new WhyText(session.theme(common)).report(why));
        return (why.ready() ? ExitCode.OK : ExitCode.FAILED).number();
    }
}
