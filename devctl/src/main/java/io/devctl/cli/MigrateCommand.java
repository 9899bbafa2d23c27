package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Migrate;
import io.devctl.console.JsonReports;
import io.devctl.console.MigrateText;
import io.devctl.model.MigrateReport;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(name = "migrate", description = "apply what is pending, for every service and tenant")
final class MigrateCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Mixin
    TargetOptions targets = new TargetOptions();

    @Option(names = "--jobs", paramLabel = "N", description = "migrate so many tenants at a time")
    int jobs;

    @Option(names = "--keep-going", description = "try the other tenants when a file fails for the first one")
    boolean keepGoing;

    MigrateCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        Migrate migrate = new Migrate(environment);
        Interrupts interrupts = Interrupts.handle(code -> migrate.cancel());
        MigrateReport report = migrate.run(
                new Migrate.Options(targets.services, targets.tenants, jobs, keepGoing),
                session.progress(common, environment));
        if (interrupts.happened()) {
            return interrupts.awaitEnd();
        }
        session.tellFailures(report, common);
        session.out()
                .print(
                        json.wanted
                                ? JsonReports.migrate(report) + "\n"
                                : new MigrateText(session.theme(common)).result(report));
        migrate.prepareReset(report);
        return Migrate.exitCode(report).number();
    }
}
