package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.MigrationStatus;
import io.devctl.console.MigrateHistoryText;
import io.devctl.console.MigrateJson;
import io.devctl.model.ExitCode;
import picocli.CommandLine;

@CommandLine.Command(name = "current", description = "the last applied migration of each target")
final class MigrateCurrentCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Mixin
    TargetOptions targets = new TargetOptions();

    MigrateCurrentCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.migrationEnvironment(common);
        MigrationStatus status = MigrationStatus.read(
                environment, targets.services, targets.tenants, session.progress(common, environment));
        session.out()
                .print(
                        json.wanted
                                ? MigrateJson.current(status.targets()) + "\n"
                                : new MigrateHistoryText(session.theme(common)).current(status.targets()));
        return ExitCode.OK.number();
    }
}
