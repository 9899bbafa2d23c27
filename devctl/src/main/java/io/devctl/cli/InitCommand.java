package io.devctl.cli;

import io.devctl.app.init.Init;
import io.devctl.console.SetupText;
import io.devctl.model.ExitCode;
import io.devctl.model.SetupReport;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code dev init}. */
@CommandLine.Command(name = "init", description = "write services.yaml for this repository, from what is found in it")
final class InitCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "convert a docker-compose.yml or a Procfile, and that alone")
    @Nullable
    Path from;

    InitCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Path folder = common.file == null ? session.workingDirectory() : session.folder(common);
        SetupReport report = new Init(folder, session.progress(common, List.of())).write(from, session.environment());
        session.out()
                .print(
                        json.wanted
                                ? SetupText.json(report) + "\n"
                                : new SetupText(session.theme(common)).report(report));
        return ExitCode.OK.number();
    }
}
