package io.devctl.cli;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import picocli.CommandLine;

@CommandLine.Command(name = "db", description = "the database itself")
final class DbCommand implements Command {
    @CommandLine.Mixin
    Common common = new Common();

    DbCommand(Session session) {}

    @Override
    public int run() {
        throw new DevctlException(ExitCode.USAGE, "dev db needs a command", "dev db --help lists them");
    }
}
