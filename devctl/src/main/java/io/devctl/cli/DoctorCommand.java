package io.devctl.cli;

import io.devctl.app.doctor.Doctor;
import io.devctl.console.DoctorText;
import io.devctl.console.JsonReports;
import io.devctl.model.Check;
import io.devctl.model.ExitCode;
import java.util.List;
import picocli.CommandLine;

@CommandLine.Command(name = "doctor", description = "what is wrong with this machine or environment, and the fix")
final class DoctorCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        List<Check> checks = Doctor.examine(
                session.workingDirectory(),
                common.file,
                session.environment(),
                System.getProperty("devctl.launcher", ""));
        if (json.wanted) {
            session.out().println(JsonReports.checks(checks));
        } else {
            session.out().print(new DoctorText(session.theme(common)).report(checks));
        }
        return (Doctor.well(checks) ? ExitCode.OK : ExitCode.FAILED).number();
    }
}
