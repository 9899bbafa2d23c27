package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.MigrateWork;
import io.devctl.console.JsonReports;
import io.devctl.console.WorkText;
import io.devctl.migrate.Repair;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.TargetResult;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code dev migrate repair}. */
@CommandLine.Command(
        name = "repair",
        description = "show what was edited or lost after it was applied, and accept it or bring it back")
final class MigrateRepairCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @CommandLine.Mixin
    TargetOptions targets = new TargetOptions();

    @Option(names = "--accept", description = "take edited files as they are now for what was applied")
    boolean accept;

    @Option(names = "--restore", description = "write edited and lost files as they were applied")
    boolean restore;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    MigrateRepairCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        if (accept && restore) {
            throw new DevctlException(ExitCode.USAGE, "either --accept or --restore, not both", "leave one out");
        }
        Environment environment = session.environment(common);
        EventSink events = session.progress(common, environment);
        MigrateWork work = MigrateWork.on(environment, targets.services, targets.tenants, events);
        List<Repair.Finding> found = work.drift();
        session.err()
                .print(new WorkText(session.errorTheme(common.noColor))
                        .drift(found.stream().map(Repair.Finding::file).toList()));
        WorkReport report = new WorkReport(session, common, json, "repair", "accepted");
        if (found.isEmpty()) {
            return report.results(List.of(), List.of());
        }
        if (restore) {
            return restore(work, found);
        }
        boolean edited = found.stream().anyMatch(one -> !one.file().missing());
        if (!accept || !edited) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    accept ? "a lost file cannot be accepted" : "say what is right: the files, or what was applied",
                    "dev migrate repair --restore" + targets.again()
                            + (edited ? ", or dev migrate repair --accept" + targets.again() : ""));
        }
        new Confirmation(session)
                .ask(
                        "this takes the files as they are now for what was applied; nothing is run",
                        "migrate repair --accept" + targets.again(),
                        yes);
        List<TargetResult> results = work.accept(events);
        return report.results(List.of(), results);
    }

    private int restore(MigrateWork work, List<Repair.Finding> found) {
        new Confirmation(session)
                .ask(
                        "this overwrites the files with what was applied, and loses what was changed in them since",
                        "migrate repair --restore" + targets.again(),
                        yes);
        List<Path> written = work.restore(found);
        session.out()
                .print(
                        json.wanted
                                ? JsonReports.files(written) + "\n"
                                : WorkText.list(
                                        written.stream().map(Path::toString).toList()));
        return ExitCode.OK.number();
    }
}
