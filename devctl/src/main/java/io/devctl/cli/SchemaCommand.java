package io.devctl.cli;

import io.devctl.app.ServicesSchema;
import io.devctl.model.ExitCode;
import picocli.CommandLine;

/** {@code dev schema}. */
@CommandLine.Command(name = "schema", description = "the JSON schema of services.yaml, for editors")
final class SchemaCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    SchemaCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        session.out().print(ServicesSchema.text());
        return ExitCode.OK.number();
    }
}
