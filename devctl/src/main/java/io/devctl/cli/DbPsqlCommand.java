package io.devctl.cli;

import io.devctl.app.ClientPrograms;
import io.devctl.app.Environment;
import java.util.List;
import picocli.CommandLine;

@CommandLine.Command(
        name = "psql",
        description = "the user's psql, connected to the database",
        customSynopsis = "dev db psql [OPTIONS] [-- ARGUMENTS...]")
final class DbPsqlCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Parameters(arity = "0..*", paramLabel = "ARGUMENTS", description = "for psql")
    List<String> arguments = List.of();

    DbPsqlCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        return new ClientPrograms(environment, session.progress(common, environment)).psql(arguments);
    }
}
