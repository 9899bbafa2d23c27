package io.devctl.cli;

import io.devctl.app.Supervise;
import io.devctl.model.ExitCode;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** The supervisor process; {@code dev up} starts it. */
@CommandLine.Command(name = "supervise", hidden = true)
final class SuperviseCommand implements Command {
    @Parameters(paramLabel = "DIR", description = "the environment's state directory")
    Path stateDirectory = Path.of("");

    SuperviseCommand(Session session) {}

    @Override
    public int run() {
        Supervise.run(stateDirectory, new Answers(stateDirectory)::answer);
        return ExitCode.OK.number();
    }
}
