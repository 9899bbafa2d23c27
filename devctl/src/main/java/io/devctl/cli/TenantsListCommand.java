package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Tenants;
import io.devctl.console.TenantText;
import io.devctl.model.ExitCode;
import java.util.List;
import picocli.CommandLine;

/** {@code dev tenants list}. */
@CommandLine.Command(name = "list", description = "the tenants, one on each line")
final class TenantsListCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    TenantsListCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        List<String> names = new Tenants(environment).list(session.progress(common, environment));
        session.out().print(json.wanted ? TenantText.json(names) + "\n" : TenantText.list(names));
        return ExitCode.OK.number();
    }
}
