package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.RunCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "run",
        description = "run a command with a service's folder and environment",
        customSynopsis = "dev run [OPTIONS] SERVICE -- COMMAND...")
final class RunInCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @Option(
            names = "--schema",
            paramLabel = "S",
            description = "with the environment of what migrates this schema of it")
    @Nullable
    String schema;

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
        return RunCommand.run(environment, service, schema, command, session.progress(common, environment));
    }
}
