package io.devctl.cli;

import io.devctl.app.ClientPrograms;
import io.devctl.app.Environment;
import io.devctl.model.ExitCode;
import java.nio.file.Path;
import picocli.CommandLine;

@CommandLine.Command(name = "dump", description = "write the database to a file, with the user's pg_dump")
final class DbDumpCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Parameters(paramLabel = "FILE", description = "in pg_dump's custom format; it is replaced")
    Path file = Path.of("");

    DbDumpCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        Path dump = session.workingDirectory().resolve(file);
        long start = System.nanoTime();
        new ClientPrograms(environment, session.progress(common, environment)).dump(dump);
        session.out().println("dumped to " + dump + " (" + Session.since(start) + ")");
        return ExitCode.OK.number();
    }
}
