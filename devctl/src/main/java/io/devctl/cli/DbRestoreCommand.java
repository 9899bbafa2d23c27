package io.devctl.cli;

import io.devctl.app.DatabaseCopies;
import io.devctl.app.Environment;
import io.devctl.app.Up;
import io.devctl.console.CopiesText;
import io.devctl.console.JsonReports;
import io.devctl.model.DatabaseCopy;
import io.devctl.model.ExitCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

@CommandLine.Command(name = "restore", description = "put a snapshot in the place of the database")
final class DbRestoreCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Parameters(paramLabel = "NAME", description = "of the snapshot")
    String name = "";

    @CommandLine.Option(names = "--yes", description = "do not ask")
    boolean yes;

    DbRestoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        DatabaseCopies copies = new DatabaseCopies(environment, session.progress(common, environment));
        DatabaseCopy snapshot = copies.snapshotOf(name);
        new Confirmation(session)
                .ask(
                        "this replaces " + DatabaseCopies.losses(environment) + " with the "
                                + CopiesText.describe(snapshot, Instant.now()),
                        "db restore " + name,
                        yes);
        long start = System.nanoTime();
        Optional<Up.Result> result = copies.restore(snapshot);
        if (result.isEmpty()) {
            session.out()
                    .println(
                            json.wanted
                                    ? JsonReports.services(List.of())
                                    : "restored " + name + " (" + Session.since(start) + ")");
            return ExitCode.OK.number();
        }
        session.tellServices(result.get(), common, json);
        return result.get().exitCode().number();
    }
}
