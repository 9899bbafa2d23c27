package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.MigrateWork;
import io.devctl.console.JsonReports;
import io.devctl.console.MigrateText;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.List;
import picocli.CommandLine;

/** {@code dev migrate verify}. */
@CommandLine.Command(
        name = "verify",
        description = "exit 0 when all is current and `verify:` holds; for a health probe")
final class MigrateVerifyCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Mixin
    TargetOptions targets = new TargetOptions();

    MigrateVerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.migrationEnvironment(common);
        EventSink events = session.progress(common, environment);
        List<TargetStatus> found = MigrateWork.on(environment, targets.services, targets.tenants, events)
                .verify();
        session.out()
                .print(
                        json.wanted
                                ? JsonReports.migrateStatus(found, List.of()) + "\n"
                                : new MigrateText(session.theme(common)).status(found, List.of()));
        boolean good = found.stream().allMatch(status -> status.state() == TargetState.CURRENT);
        return (good ? ExitCode.OK : ExitCode.FAILED).number();
    }
}
