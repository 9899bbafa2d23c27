package io.devctl.cli;

import io.devctl.app.DatabaseCopies;
import io.devctl.app.Environment;
import io.devctl.console.JsonReports;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(name = "clone", description = "make a copy to work with, and print its URL, with the password")
final class DbCloneCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Parameters(arity = "0..1", paramLabel = "NAME", description = "default: one that is made up")
    @Nullable
    String name;

    DbCloneCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        DatabaseCopies copies = new DatabaseCopies(environment, session.progress(common, environment));
        DatabaseCopies.Clone made = copies.cloned(name);
        session.tellFailures(made.migrations(), common);
        var endpoint = made.endpoint();
        session.out()
                .println(
                        json.wanted
                                ? JsonReports.databaseUrl(endpoint.url(), endpoint.jdbcUrl(), endpoint.sqlalchemyUrl())
                                : endpoint.url());
        return made.exitCode().number();
    }
}
