package io.devctl.cli;

import io.devctl.model.ExitCode;
import io.devctl.supervise.control.Build;
import picocli.CommandLine;

/** {@code dev} itself. */
@CommandLine.Command(
        name = "dev",
        header = "Postgres, migrations for every tenant, and services: one command on day one and every day after.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "dev COMMAND --help tells more of each; dev up is where to begin."})
final class Root implements Command {
    @CommandLine.Option(
            names = {"-V", "--version"},
            description = "the version")
    boolean version;

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this help")
    boolean help;

    @Override
    public int run() {
        String number = Root.class.getPackage().getImplementationVersion();
        System.out.println("devctl " + (number == null ? "(not packaged)" : number));
        if (Boolean.getBoolean("devctl.build")) { // the launcher keeps it beside the version
            System.out.println(Build.ofThisProcess());
        }
        return ExitCode.OK.number();
    }
}
