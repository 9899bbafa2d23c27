package io.devctl.cli;

import io.devctl.app.Plan;
import io.devctl.console.JsonReports;
import io.devctl.console.PlanText;
import io.devctl.model.ExitCode;
import io.devctl.model.PlanReport;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "plan", description = "what up would do now, and why; starts and changes nothing")
final class PlanCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(paramLabel = "SERVICE", description = "only these and what they depend on", arity = "0..*")
    List<String> services = List.of();

    @Option(names = "--no-deps", description = "only the named services")
    boolean noDependencies;

    @Option(names = "--profile", paramLabel = "P", description = "the services of this profile too")
    Set<String> profiles = Set.of();

    PlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        PlanReport report = new Plan(session.environment(common), services, profiles, !noDependencies).report();
        session.out()
                .print(
                        json.wanted
                                ? JsonReports.plan(report) + "\n"
                                : new PlanText(session.theme(common)).report(report));
        return ExitCode.OK.number();
    }
}
