package io.devctl.supervise.process;

import io.devctl.system.Proc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one with the same id.
 *
 * @param start on Linux the clock ticks from the machine's start to its own, elsewhere the time as {@code ps} prints it
 */
public record Identity(long pid, String start) {

    /** The process that has this pid now; empty when there is none. */
    public static Optional<Identity> of(long pid) {
        if (Proc.available()) {
            return Proc.stat(pid).filter(stat -> !stat.ended()).map(stat -> new Identity(pid, stat.start()));
        }
        try {
            String start = startByPs(pid);
            return start.isEmpty() ? Optional.empty() : Optional.of(new Identity(pid, start));
        } catch (IOException cannotAsk) {
            return Optional.empty();
        }
    }

    /** From the one line that a helper has written: pid, blank, start. */
    static Optional<Identity> parse(String line) {
        String[] parts = line.strip().split(" ", 2);
        if (!line.endsWith("\n") || parts.length < 2 || !parts[0].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(new Identity(Long.parseLong(parts[0]), parts[1].strip()));
    }

    /** What {@link #read} understands. */
    public String line() {
        return pid + " " + start + "\n";
    }

    /** Whether that process still runs; one that has ended and was not waited for yet does not. */
    public boolean alive() {
        return Proc.available() ? aliveByProc() : aliveByPs();
    }

    private boolean aliveByProc() {
        Optional<Proc.Stat> stat = Proc.stat(pid);
        return stat.isPresent()
                && stat.get().start().equals(start)
                && !stat.get().ended();
    }

    private boolean aliveByPs() {
        if (ProcessHandle.of(pid).isEmpty()) {
            return false;
        }
        try {
            return startByPs(pid).equals(start);
        } catch (IOException cannotAsk) {
            return true;
        }
    }

    private static String startByPs(long pid) throws IOException {
        ProcessBuilder ps = new ProcessBuilder("ps", "-o", "lstart=", "-p", Long.toString(pid));
        ps.environment().put("LC_ALL", "C");
        Process process = ps.redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** As {@link #line} was written to a file; empty when it was not, or not yet all of it. */
    public static Optional<Identity> read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
