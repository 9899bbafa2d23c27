package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Needs;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Where nobody waits for processes whose parent has ended, as in a container whose first process is {@code sleep infinity}: they
 * stay in the table of processes, ended, and must not pass for running ones.
 */
@Timeout(180)
class UnreapedIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    @Test
    void theEndedPassForEnded() throws Exception {
        Needs.that(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3"))),
                "no python3",
                "install it");
        checkout.write("services.yaml", "services: {one: {command: [sleep, \"1000\"]}}\n");
        checkout.write("never-waits.py", """
                import ctypes, subprocess, sys
                PR_SET_CHILD_SUBREAPER = 36
                assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
                sys.exit(subprocess.call(sys.argv[1:]))
                """);
        checkout.write("story.sh", """
                set -ex
                word() { cut -d ' ' -f 1 .devctl/run/units/one/*/$1; }
                dev up -d
                kill -KILL "$(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' .devctl/run/supervisor.json)"
                dev up -d
                kill -KILL "$(word helper)"
                kill -KILL "$(word pid)"
                until dev status --json | tr -d ' \\n' | grep '"state":"failed"'; do sleep 0.1; done
                dev down
                """);

        assertThat(checkout.dev("status").out()).contains("one"); // from here on the launcher has nothing to prepare

        LiveRun story = checkout.programInTerminal("python3 never-waits.py sh story.sh");

        assertThat(story.awaitExit()).as("%s", story.output()).isZero();
        assertThat(story.output()).contains("nothing is left running");
    }
}
