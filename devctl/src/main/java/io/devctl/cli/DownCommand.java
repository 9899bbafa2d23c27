package io.devctl.cli;

import io.devctl.app.Down;
import io.devctl.console.ErrorText;
import io.devctl.console.JsonReports;
import io.devctl.model.ExitCode;
import io.devctl.model.Leftover;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(name = "down", description = "stop the services, then Postgres, and prove that nothing is left")
final class DownCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Option(names = "--keep-postgres", description = "leave the database running")
    boolean keepPostgres;

    DownCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        long start = System.nanoTime();
        List<Leftover> left = Down.run(session.place(common), keepPostgres, session.progress(common, List.of()));
        if (json.wanted) {
            session.out().println(JsonReports.leftovers(left));
        } else if (!left.isEmpty()) {
            session.err().print(ErrorText.leftovers(left, session.errorTheme(common.noColor)));
        } else {
            String words = keepPostgres ? "stopped; Postgres goes on" : "stopped; nothing is left running";
            session.out().println(words + " (" + Session.since(start) + ")");
        }
        return (left.isEmpty() ? ExitCode.OK : ExitCode.FAILED).number();
    }
}
