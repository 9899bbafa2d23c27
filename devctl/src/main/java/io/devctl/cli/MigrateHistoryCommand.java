package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.MigrationHistory;
import io.devctl.console.MigrateHistoryText;
import io.devctl.console.MigrateJson;
import io.devctl.model.ExitCode;
import io.devctl.model.HistoryEntry;
import java.util.List;
import picocli.CommandLine;

@CommandLine.Command(name = "history", description = "what was applied: when, how long it took, and by whom")
final class MigrateHistoryCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Mixin
    TargetOptions targets = new TargetOptions();

    MigrateHistoryCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.migrationEnvironment(common);
        List<HistoryEntry> entries = MigrationHistory.read(
                environment, targets.services, targets.tenants, session.progress(common, environment));
        session.out()
                .print(
                        json.wanted
                                ? MigrateJson.history(entries) + "\n"
                                : new MigrateHistoryText(session.theme(common)).history(entries));
        return ExitCode.OK.number();
    }
}
