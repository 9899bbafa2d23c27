package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Needs;
import io.devctl.testing.Run;
import io.devctl.testing.TwoServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Completion as a user has it: a shell in a terminal, the script that dev prints, and the Tab key. */
@Timeout(180)
class CompletionIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    /**
     * A shell.
     *
     * @param start without the user's own settings
     * @param load what the user has in his settings
     */
    private record Shell(String program, String start, String load) {}

    private static final List<Shell> SHELLS = List.of(
            new Shell("bash", "bash --norc --noprofile -i", "source <(dev completion bash)"),
            new Shell("zsh", "zsh -f -i", "autoload -U compinit && compinit -u -D && source <(dev completion zsh)"),
            new Shell("fish", "fish --no-config", "dev completion fish | source"));

    /** What is typed before Tab, and what the line is then. */
    private static final String[][] LINES = {
        {"dev migra", "dev migrate"},
        {"dev db res", "dev db restore"},
        {"dev status --che", "dev status --check"},
        {"dev up inta", "dev up intake"},
        {"dev migrate --service inta", "dev migrate --service intake"},
        {"dev reset --tenant tosh", "dev reset --tenant toshiba"},
        {"dev status --file serv", "dev status --file services.yaml"},
        {"dev db restore mon", "dev db restore monday"},
        {"dev completion fi", "dev completion fish"}
    };

    @Test
    void tabCompletesCommandsOptionsAndTheNamesOfTheEnvironment() throws Exception {
        TwoServices.write(checkout);
        assertThat(checkout.dev("db", "snapshot", "monday").exitCode()).isZero();
        checkout.with("TERM", "xterm").with("HISTFILE", "").with("LC_ALL", "C.UTF-8");

        for (Shell shell : SHELLS) {
            Needs.that(
                    Files.isExecutable(Path.of("/usr/bin", shell.program)),
                    "no /usr/bin/" + shell.program,
                    "Debian: apt-get install " + shell.program);
            LiveRun terminal = checkout.programInTerminal(shell.start);
            terminal.type(shell.load + "\n").type("echo it is read''y\n").awaitLine("it is ready");
            for (String[] line : LINES) {
                // Ctrl-A: to the beginning of the line, so that it is printed instead of run
                terminal.type(line[0] + "\t\u0001echo got:\n").awaitLine("got:" + line[1]);
            }
            terminal.type("exit\n");
            assertThat(terminal.awaitExit()).as(shell.program).isZero();
        }
    }

    @Test
    void askingForNamesStartsNothingAndNeverFails() {
        TwoServices.write(checkout);

        assertThat(names("services")).isEqualTo("api\nintake\nseed\n");
        assertThat(names("migrated")).isEqualTo("api\nintake\n");
        assertThat(names("tenants")).isEqualTo("default\ntoshiba\n");
        assertThat(names("snapshots")).isEmpty();
        assertThat(checkout.root().resolve(".devctl")).doesNotExist();
        checkout.write("services.yaml", "services: [");
        assertThat(names("services")).isEmpty();
        assertThat(checkout.dev("completion", "tcsh").exitCode()).isEqualTo(64);
    }

    private String names(String kind) {
        Run run = checkout.dev("completion", "--names", kind);
        assertThat(run.exitCode()).as("%s", run).isZero();
        assertThat(run.err()).isEmpty();
        return run.out();
    }
}
