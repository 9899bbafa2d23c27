package io.devctl.cli;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import picocli.CommandLine;

/** {@code dev tenants}. */
@CommandLine.Command(name = "tenants", description = "who the tenants are; one more, one less")
final class TenantsCommand implements Command {
    @CommandLine.Mixin
    Common common = new Common();

    TenantsCommand(Session session) {}

    @Override
    public int run() {
        throw new DevctlException(ExitCode.USAGE, "dev tenants needs a command", "dev tenants --help lists them");
    }
}
