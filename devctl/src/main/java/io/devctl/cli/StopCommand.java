package io.devctl.cli;

import io.devctl.app.Services;
import io.devctl.console.ErrorText;
import io.devctl.console.JsonReports;
import io.devctl.model.ExitCode;
import io.devctl.model.Leftover;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "stop", description = "stop services, with all that they have started")
final class StopCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(paramLabel = "SERVICE", arity = "1..*", description = "the services")
    List<String> services = List.of();

    StopCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        List<Leftover> left = Services.stop(session.place(common), services, session.progress(common, services));
        if (json.wanted) {
            session.out().println(JsonReports.leftovers(left));
        } else if (!left.isEmpty()) {
            session.err().print(ErrorText.leftovers(left, session.errorTheme(common.noColor)));
        } else {
            session.out().println("stopped: " + String.join(", ", services));
        }
        return (left.isEmpty() ? ExitCode.OK : ExitCode.FAILED).number();
    }
}
