package io.devctl.supervise.process;

import io.devctl.system.Proc;
import io.devctl.system.ProcessCommand;
import java.time.Duration;
import java.util.List;

/**
 * The helpers among the machine's processes, found by their command lines: for the moments before one has written down who
 * it is, and for what is left of one that was killed.
 */
public final class Helpers {
    /** For a helper that is about to write down a start or an exit, or to end behind its unit. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private Helpers() {}

    /** Returns when no living helper of this attempt is between two records. */
    public static void settle(Attempt attempt) {
        Poll.until(
                () -> attempt.exitCode().isPresent()
                        || attempt.process().map(Identity::alive).orElse(false)
                        || of(attempt.folder() + " ").isEmpty(),
                PATIENCE,
                PAUSE);
    }

    /** Returns when the helpers of all attempts have ended, those that stay after their units by SIGKILL. */
    public static void end(RunDirectory run) {
        end(run.units() + "/");
    }

    /** The same for one attempt. */
    public static void end(Attempt attempt) {
        end(attempt.folder() + " ");
    }

    private static void end(String folder) {
        if (!Poll.until(() -> of(folder).isEmpty(), PATIENCE, PAUSE)) {
            Signals.toEach("KILL", of(folder));
        }
    }

    private static List<Long> of(String folder) {
        String commandLine = RunDirectory.HELPER_RUNS + folder;
        if (Proc.available()) {
            return ProcessHandle.allProcesses()
                    .map(ProcessHandle::pid)
                    .filter(pid -> Proc.command(pid).contains(commandLine))
                    .toList();
        }
        return ProcessCommand.lines("ps", "-A", "-ww", "-o", "pid=,command=").stream()
                .filter(line -> line.contains(commandLine))
                .map(line -> Long.parseLong(line.strip().split(" ", 2)[0]))
                .toList();
    }
}
