package io.devctl.hints;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.cli.Cli;
import io.devctl.testing.Run;

/** What tests do with hints, in one word each. */
final class Hinted {
    private Hinted() {}

    /** The hint begins with a command: runs it, and fails unless that ends with 0. */
    static Hint.Following command(Cli cli, String command) {
        return hint -> {
            assertThat(hint.text()).startsWith(command);
            good(cli.line(command));
        };
    }

    /** The whole hint is a command. */
    static Hint.Following itself(Cli cli) {
        return hint -> good(cli.line(hint.text()));
    }

    /** Other words for the same command. */
    static Hint.Following instead(Cli cli, String... arguments) {
        return hint -> good(cli.dev(arguments));
    }

    /** The run, which must have ended with 0. */
    static Run good(Run run) {
        assertThat(run.exitCode()).as("%s", run).isZero();
        return run;
    }

    /** The run, which must have ended with something else. */
    static Run bad(Run run) {
        assertThat(run.exitCode()).as("%s", run).isNotZero();
        return run;
    }
}
