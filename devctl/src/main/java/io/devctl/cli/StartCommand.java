package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Services;
import io.devctl.app.Up;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "start",
        description = "start services and what they depend on, after their migrations; restart stops them first")
final class StartCommand implements Command {
    private final Session session;
    private final boolean restart;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(paramLabel = "SERVICE", arity = "1..*", description = "the services")
    List<String> services = List.of();

    @Option(names = "--skip-migrations", description = "do not look at migrations")
    boolean skipMigrations;

    private StartCommand(Session session, boolean restart) {
        this.session = session;
        this.restart = restart;
    }

    static StartCommand start(Session session) {
        return new StartCommand(session, false);
    }

    static StartCommand restart(Session session) {
        return new StartCommand(session, true);
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        Up.Result result =
                Services.start(environment, services, skipMigrations, restart, session.progress(common, environment));
        session.tellServices(result, common, json);
        return result.exitCode().number();
    }
}
