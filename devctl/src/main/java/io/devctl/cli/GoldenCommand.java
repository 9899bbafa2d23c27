package io.devctl.cli;

import io.devctl.app.GoldenKeeper;
import io.devctl.model.ExitCode;
import picocli.CommandLine;

/** The process that makes the golden copy in the background. */
@CommandLine.Command(name = GoldenKeeper.COMMAND, hidden = true)
final class GoldenCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    GoldenCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        session.out().println(GoldenKeeper.run(session.environment(common)));
        return ExitCode.OK.number();
    }
}
