package io.devctl.cli;

import io.devctl.app.ClientPrograms;
import io.devctl.app.Environment;
import io.devctl.cli.psql.Prompt;
import io.devctl.console.QueryText;
import io.devctl.model.ExitCode;
import java.util.List;
import picocli.CommandLine;

@CommandLine.Command(
        name = "psql",
        description = "psql, connected to the database; a prompt of devctl's own where there is none",
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
        ClientPrograms programs = new ClientPrograms(environment, session.progress(common, environment));
        if (programs.hasPsql() || !arguments.isEmpty()) {
            return programs.psql(arguments);
        }
        QueryText text = new QueryText(session.theme(common));
        if (!session.isTerminal(0) || !session.isTerminal(1)) {
            return Prompt.script(programs.database(), text, session.out(), session.err())
                    .number();
        }
        Prompt.talk(
                programs.database(), text, session.out(), session.err(), programs.databaseName(), programs.history());
        return ExitCode.OK.number();
    }
}
