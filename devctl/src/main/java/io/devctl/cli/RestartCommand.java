package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Services;
import io.devctl.app.Up;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "restart", description = "stop services and start them again, after their migrations")
final class RestartCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(paramLabel = "SERVICE", arity = "1..*", description = "the services")
    List<String> services = List.of();

    @Option(names = "--skip-migrations", description = "do not look at migrations")
    boolean skipMigrations;

    RestartCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        Up.Result result =
                Services.start(environment, services, skipMigrations, true, session.progress(common, environment));
        session.tellServices(result, common, json);
        return result.exitCode().number();
    }
}
