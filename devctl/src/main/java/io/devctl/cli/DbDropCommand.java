package io.devctl.cli;

import io.devctl.app.DatabaseCopies;
import io.devctl.app.Environment;
import io.devctl.console.CopiesText;
import io.devctl.console.JsonReports;
import io.devctl.model.DatabaseCopy;
import io.devctl.model.ExitCode;
import java.time.Instant;
import picocli.CommandLine;

@CommandLine.Command(name = "drop", description = "delete a snapshot or a clone")
final class DbDropCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Parameters(paramLabel = "NAME", description = "of the snapshot or clone")
    String name = "";

    @CommandLine.Option(names = "--yes", description = "do not ask")
    boolean yes;

    DbDropCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        DatabaseCopies copies = new DatabaseCopies(environment, session.progress(common, environment));
        DatabaseCopy copy = copies.of(name);
        new Confirmation(session)
                .ask("this deletes the " + CopiesText.describe(copy, Instant.now()), "db drop " + name, yes);
        copies.drop(copy);
        session.out().println(json.wanted ? JsonReports.copies(copies.list()) : "deleted " + name);
        return ExitCode.OK.number();
    }
}
