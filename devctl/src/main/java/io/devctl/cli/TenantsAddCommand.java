package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Migrate;
import io.devctl.app.Tenants;
import io.devctl.console.JsonReports;
import io.devctl.console.MigrateText;
import io.devctl.model.MigrateReport;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code dev tenants add}. */
@CommandLine.Command(name = "add", description = "add a tenant to the list, and make and migrate its schemas")
final class TenantsAddCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(paramLabel = "TENANT", description = "its name")
    String tenant = "";

    TenantsAddCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        MigrateReport report = new Tenants(environment)
                .add(tenant, () -> session.environment(common), session.progress(common, environment));
        session.tellFailures(report, common);
        session.out()
                .print(
                        json.wanted
                                ? JsonReports.migrate(report) + "\n"
                                : new MigrateText(session.theme(common)).result(report));
        return Migrate.exitCode(report).number();
    }
}
