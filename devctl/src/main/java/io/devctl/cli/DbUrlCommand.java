package io.devctl.cli;

import io.devctl.app.Database;
import io.devctl.app.Environment;
import io.devctl.console.JsonReports;
import io.devctl.model.ExitCode;
import picocli.CommandLine;

@CommandLine.Command(name = "url", description = "the database's URL, with the password")
final class DbUrlCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    DbUrlCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        var endpoint = Database.endpoint(environment, session.progress(common, environment));
        session.out()
                .println(
                        json.wanted
                                ? JsonReports.databaseUrl(endpoint.url(), endpoint.jdbcUrl(), endpoint.sqlalchemyUrl())
                                : endpoint.url());
        return ExitCode.OK.number();
    }
}
