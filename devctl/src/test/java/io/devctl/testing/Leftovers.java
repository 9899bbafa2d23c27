package io.devctl.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Processes that have to do with a folder: by their command line, their environment or their working directory. */
public final class Leftovers {
    private Leftovers() {}

    /** One line for each, with pid and command; empty where there is no /proc to ask. */
    public static List<String> mentioning(Path folder) {
        List<String> found = new ArrayList<>();
        for (ProcessHandle process : processes(folder)) {
            found.add(process.pid() + " " + read(Path.of("/proc/" + process.pid() + "/cmdline")));
        }
        return found;
    }

    /** The same, of those only that a service has started. */
    public static List<String> ofServices(Path folder) {
        List<String> found = new ArrayList<>();
        for (ProcessHandle process : processes(folder)) {
            if (read(Path.of("/proc/" + process.pid() + "/environ")).contains("DEVCTL_UNIT=")) {
                found.add(process.pid() + " " + read(Path.of("/proc/" + process.pid() + "/cmdline")));
            }
        }
        return found;
    }

    /** Ends them, so that one failing test does not fail the others. */
    public static void kill(Path folder) {
        processes(folder).forEach(ProcessHandle::destroyForcibly);
    }

    private static List<ProcessHandle> processes(Path folder) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(p -> p.pid() != ProcessHandle.current().pid())
                    .filter(p -> mentions(p.pid(), folder))
                    .toList();
        }
    }

    private static boolean mentions(long pid, Path folder) {
        Path proc = Path.of("/proc/" + pid);
        String name = folder.toString();
        if (read(proc.resolve("cmdline")).contains(name)
                || read(proc.resolve("environ")).contains(name)) {
            return true;
        }
        try {
            return Files.readSymbolicLink(proc.resolve("cwd")).startsWith(folder);
        } catch (IOException gone) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }
}
