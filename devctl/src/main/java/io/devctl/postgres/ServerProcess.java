package io.devctl.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that is known beyond its pid, which the system gives to another one some day.
 *
 * @param started when it started, in the system's own terms; equal for the same process only
 */
record ServerProcess(long pid, String started) {
    private static final Path PROC = Path.of("/proc");

    /** The process that has this pid now; empty when there is none, or only its corpse. */
    static Optional<ServerProcess> of(long pid) {
        if (pid < 1) {
            return Optional.empty();
        }
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(handle -> handle.info().startInstant())
                    .map(instant -> new ServerProcess(pid, Long.toString(instant.toEpochMilli())));
        }
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            // after the name, which may hold blanks and brackets: the state is field 3 of the whole, the start field 22
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean corpse = fields[0].equals("Z") || fields[0].equals("X");
            return corpse ? Optional.empty() : Optional.of(new ServerProcess(pid, boot() + ":" + fields[19]));
        } catch (IOException | IndexOutOfBoundsException gone) {
            return Optional.empty();
        }
    }

    /** Ticks count from the machine's start, so that this start of the machine is part of a process's identity. */
    private static String boot() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id"), StandardCharsets.US_ASCII)
                    .strip();
        } catch (IOException e) {
            return "boot";
        }
    }

    /** Whether this very process still runs. */
    boolean alive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /** Waits until the process is gone; false when it is not by then. */
    boolean awaitEnd(Duration patience) {
        Deadline deadline = Deadline.in(patience);
        while (alive()) {
            if (!deadline.pause(Duration.ofMillis(2))) {
                return false;
            }
        }
        return true;
    }

    /** Sends a signal if this very process still runs: {@code INT}, {@code QUIT}, {@code KILL}, {@code HUP}. */
    void signal(String name) throws IOException {
        if (alive()) {
            Program.run(List.of("sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(pid)));
        }
    }

    /** The processes of Postgres that work in this data directory, also when it has been deleted under them. */
    static List<ServerProcess> workingIn(Path data) {
        List<ServerProcess> found = new ArrayList<>();
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return found;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (worksIn(process, data)) {
                    of(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
                }
            }
        } catch (IOException | DirectoryIteratorException ignored) {
            // the list changes while it is read
        }
        return found;
    }

    private static boolean worksIn(Path process, Path data) {
        try {
            String folder = Files.readSymbolicLink(process.resolve("cwd")).toString();
            return (folder.equals(data.toString()) || folder.equals(data + " (deleted)"))
                    && Files.readString(process.resolve("comm"), StandardCharsets.UTF_8)
                            .startsWith("postgres");
        } catch (IOException notMine) {
            return false;
        }
    }

    /**
     * Whether this process is the server of a data directory whose postmaster.pid names its pid.
     *
     * @param data the directory's real path
     */
    boolean serves(Path data, PostmasterPid file) {
        Path process = PROC.resolve(Long.toString(pid));
        if (Files.isDirectory(process)) {
            return worksIn(process, data);
        }
        // no /proc: the start time and the folder that the server itself has noted
        Optional<ProcessHandle.Info> info = ProcessHandle.of(pid).map(ProcessHandle::info);
        boolean named = info.flatMap(ProcessHandle.Info::command)
                .map(command -> command.endsWith("postgres"))
                .orElse(true);
        boolean then = info.flatMap(ProcessHandle.Info::startInstant)
                .map(instant -> Math.abs(instant.getEpochSecond() - file.since()) <= 3)
                .orElse(false);
        return named && then && file.directory().equals(data.toString());
    }
}
