package io.devctl.supervise;

import io.devctl.model.Leftover;
import io.devctl.supervise.process.Attempt;
import io.devctl.supervise.process.Identity;
import io.devctl.supervise.process.ProcessTable;
import io.devctl.supervise.process.RunDirectory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a supervisor has left in a state directory and among the machine's processes, as a look shows; nothing is stopped,
 * healed or written.
 *
 * @param running whether a supervisor runs now; then it keeps everything else in order
 * @param staleFiles of a supervisor that was killed: its address and its socket
 * @param staleUnits whose records speak of a process that is gone
 * @param processes of the environment that nobody supervises
 */
public record SupervisorTraces(
        boolean running, List<Path> staleFiles, List<String> staleUnits, List<Leftover> processes) {

    /** Those of this state directory. */
    public static SupervisorTraces of(Path stateDirectory) {
        RunDirectory run = RunDirectory.of(stateDirectory);
        if (Supervisor.runs(run)) {
            return new SupervisorTraces(true, List.of(), List.of(), List.of());
        }
        List<String> stale = run.attempts().stream()
                .filter(attempt -> !lives(attempt))
                .map(Attempt::unit)
                .distinct()
                .toList();
        return new SupervisorTraces(false, staleFiles(run), stale, new ProcessTable().marked(run.markPrefix()));
    }

    private static boolean lives(Attempt attempt) {
        return attempt.process().filter(Identity::alive).isPresent()
                || attempt.helper().filter(Identity::alive).isPresent();
    }

    private static List<Path> staleFiles(RunDirectory run) {
        List<Path> files = new ArrayList<>();
        Optional<Supervisor.Address> address = Supervisor.Address.read(run);
        files.add(run.root().resolve("supervisor.json"));
        files.add(address.map(Supervisor.Address::socket).orElse(run.root().resolve("control.sock")));
        files.removeIf(file -> !Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        return files;
    }
}
