package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.RunCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "run",
        description = "run a command with a service's folder and environment",
        customSynopsis = "dev run [OPTIONS] SERVICE -- COMMAND...")
final class RunInCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "whose folder and environment")
    String service = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "the command and its arguments")
    List<String> command = List.of();

    RunInCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        return RunCommand.run(environment, service, command, session.progress(common, environment));
    }
}
