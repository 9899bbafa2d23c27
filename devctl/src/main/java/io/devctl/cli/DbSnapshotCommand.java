package io.devctl.cli;

import io.devctl.app.DatabaseCopies;
import io.devctl.app.Environment;
import io.devctl.console.JsonReports;
import io.devctl.console.style.Sizes;
import io.devctl.model.DatabaseCopy;
import io.devctl.model.ExitCode;
import java.util.List;
import picocli.CommandLine;

@CommandLine.Command(name = "snapshot", description = "keep the database as it is now, under a name")
final class DbSnapshotCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Parameters(paramLabel = "NAME", description = "to go back to it with dev db restore")
    String name = "";

    DbSnapshotCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        DatabaseCopies copies = new DatabaseCopies(environment, session.progress(common, environment));
        long start = System.nanoTime();
        DatabaseCopy made = copies.snapshot(name);
        session.out()
                .println(
                        json.wanted
                                ? JsonReports.copies(List.of(made))
                                : "snapshot " + made.name() + " made (" + Sizes.text(made.bytes()) + ", "
                                        + Session.since(start) + ")");
        return ExitCode.OK.number();
    }
}
