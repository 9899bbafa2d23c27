package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.MigrateNew;
import io.devctl.console.JsonReports;
import io.devctl.console.WorkText;
import io.devctl.model.ExitCode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code dev migrate new}. */
@CommandLine.Command(
        name = "new",
        description = "write a new migration from its template, named as the service's others")
final class MigrateNewCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "the service that it belongs to")
    String service = "";

    @Parameters(index = "1", paramLabel = "DESCRIPTION", description = "what changes, in a few words")
    String description = "";

    MigrateNewCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        List<Path> written = MigrateNew.write(environment, service, description, Clock.systemUTC());
        session.out()
                .print(
                        json.wanted
                                ? JsonReports.files(written) + "\n"
                                : WorkText.list(
                                        written.stream().map(Path::toString).toList()));
        return ExitCode.OK.number();
    }
}
