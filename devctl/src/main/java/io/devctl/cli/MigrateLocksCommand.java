package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.MigrationLocks;
import io.devctl.console.MigrateJson;
import io.devctl.console.MigrateLocksText;
import io.devctl.console.style.SafeText;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.LocksReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(name = "locks", description = "who blocks whom, and since when")
final class MigrateLocksCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Option(names = "--cancel", paramLabel = "PID", description = "end the statement of this process of the server")
    @Nullable
    Integer cancel;

    @Option(names = "--terminate", paramLabel = "PID", description = "end the session of this process of the server")
    @Nullable
    Integer terminate;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    MigrateLocksCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        if (cancel != null && terminate != null) {
            throw new DevctlException(ExitCode.USAGE, "either --cancel or --terminate, not both", "take one of them");
        }
        Environment environment = session.migrationEnvironment(common);
        MigrationLocks locks = new MigrationLocks(environment, session.progress(common, environment));
        if (cancel != null) {
            return end(locks, cancel, false);
        }
        if (terminate != null) {
            LocksReport.Session victim = locks.session(terminate);
            String what =
                    "this ends " + SafeText.line(MigrateLocksText.words(victim)) + "; its transaction is rolled back";
            new Confirmation(session).ask(what, "migrate locks --terminate " + terminate, yes);
            return end(locks, terminate, true);
        }
        LocksReport report = locks.report();
        session.out()
                .print(
                        json.wanted
                                ? MigrateJson.locks(report) + "\n"
                                : new MigrateLocksText(session.theme(common)).report(report));
        return ExitCode.OK.number();
    }

    private int end(MigrationLocks locks, int pid, boolean session) {
        LocksReport.Session victim = locks.session(pid);
        boolean told = locks.end(pid, session);
        String what = (session ? "terminated " : "cancelled ") + SafeText.line(MigrateLocksText.words(victim));
        this.session.err().println(told ? what : "it was gone already: pid " + pid);
        if (told && session && victim.application().startsWith("devctl on ")) {
            this.session.err().println("it is a devctl, and will try again: stop that process where it runs");
        }
        return ExitCode.OK.number();
    }
}
