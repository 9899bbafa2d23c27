package io.devctl.cli;

import io.devctl.app.DatabaseCopies;
import io.devctl.app.Environment;
import io.devctl.console.CopiesText;
import io.devctl.console.JsonReports;
import io.devctl.model.DatabaseCopy;
import io.devctl.model.ExitCode;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;

@CommandLine.Command(name = "snapshots", description = "the snapshots and clones there are")
final class DbSnapshotsCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    DbSnapshotsCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        DatabaseCopies copies = new DatabaseCopies(environment, session.progress(common, environment));
        List<DatabaseCopy> all = copies.list();
        session.out()
                .print(
                        json.wanted
                                ? JsonReports.copies(all) + "\n"
                                : new CopiesText(session.theme(common)).list(all, Instant.now()));
        return ExitCode.OK.number();
    }
}
