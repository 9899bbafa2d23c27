package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.MigrationStatus;
import io.devctl.console.JsonReports;
import io.devctl.console.MigrateText;
import io.devctl.model.ExitCode;
import picocli.CommandLine;

@CommandLine.Command(name = "status", description = "pending and applied, per target")
final class MigrateStatusCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Mixin
    TargetOptions targets = new TargetOptions();

    MigrateStatusCommand(Session session) {
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
                                ? JsonReports.migrateStatus(status.targets(), status.orphans()) + "\n"
                                : new MigrateText(session.theme(common)).status(status.targets(), status.orphans()));
        return ExitCode.OK.number();
    }
}
