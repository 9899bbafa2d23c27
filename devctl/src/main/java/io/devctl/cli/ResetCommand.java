package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Reset;
import io.devctl.app.Up;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(name = "reset", description = "wipe the local database and build it anew")
final class ResetCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Option(names = "--service", paramLabel = "S", description = "only the schemas of this service")
    List<String> services = List.of();

    @Option(names = "--tenant", paramLabel = "T", description = "only the schemas of this tenant")
    List<String> tenants = List.of();

    @Option(names = "--no-migrate", description = "leave the database empty and the services stopped")
    boolean noMigrate;

    @Option(names = "--no-golden", description = "neither use nor keep a golden copy: run every migration")
    boolean noGolden;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    ResetCommand(Session session) {
        this.session = session;
    }

    /** The command line to repeat with {@code --yes}; without its options it would delete more. */
    private String again() {
        StringBuilder command = new StringBuilder("reset");
        services.forEach(service -> command.append(" --service ").append(service));
        tenants.forEach(tenant -> command.append(" --tenant '").append(tenant).append('\''));
        return command.append(noMigrate ? " --no-migrate" : "")
                .append(noGolden ? " --no-golden" : "")
                .toString();
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        EventSink events = session.progress(common, environment);
        Reset reset = new Reset(environment, new Reset.Options(services, tenants, !noMigrate, !noGolden), events);
        if (!yes) {
            new Confirmation(session).ask("this deletes " + reset.losses(), again(), false);
        }
        Optional<Up.Result> result = reset.run();
        if (result.isEmpty()) {
            return ExitCode.OK.number();
        }
        session.tellServices(result.get(), common, json);
        reset.prepareNext();
        return result.get().exitCode().number();
    }
}
