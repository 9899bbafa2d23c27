package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Tenants;
import io.devctl.console.TenantText;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dev tenants drop}. */
@CommandLine.Command(name = "drop", description = "delete the schemas of a tenant, and take it out of the list")
final class TenantsDropCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @Parameters(paramLabel = "TENANT", description = "its name")
    String tenant = "";

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    TenantsDropCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        EventSink events = session.progress(common, environment);
        Tenants tenants = new Tenants(environment);
        String losses = TenantText.losses(tenants.losses(tenant, events));
        new Confirmation(session)
                .ask("this deletes tenant '" + tenant + "': " + losses, "tenants drop '" + tenant + "'", yes);
        tenants.drop(tenant, events);
        session.out().print("dropped " + tenant + ": " + losses + "\n");
        return ExitCode.OK.number();
    }
}
