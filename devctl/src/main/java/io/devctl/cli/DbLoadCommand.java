package io.devctl.cli;

import io.devctl.app.ClientPrograms;
import io.devctl.app.DatabaseCopies;
import io.devctl.app.Environment;
import io.devctl.app.Up;
import io.devctl.console.JsonReports;
import io.devctl.model.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

@CommandLine.Command(name = "load", description = "replace the database with a dump, with the user's pg_restore")
final class DbLoadCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Parameters(paramLabel = "FILE", description = "written by dev db dump")
    Path file = Path.of("");

    @CommandLine.Option(names = "--yes", description = "do not ask")
    boolean yes;

    DbLoadCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        Path dump = session.workingDirectory().resolve(file);
        ClientPrograms programs = new ClientPrograms(environment, session.progress(common, environment));
        programs.requireLoadable(dump);
        new Confirmation(session)
                .ask(
                        "this replaces " + DatabaseCopies.losses(environment) + " with that of '" + dump + "'",
                        "db load " + file,
                        yes);
        long start = System.nanoTime();
        Optional<Up.Result> result = programs.load(dump);
        if (result.isEmpty()) {
            session.out()
                    .println(
                            json.wanted
                                    ? JsonReports.services(List.of())
                                    : "loaded " + dump + " (" + Session.since(start) + ")");
            return ExitCode.OK.number();
        }
        session.tellServices(result.get(), common, json);
        return result.get().exitCode().number();
    }
}
