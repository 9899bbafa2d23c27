package io.devctl.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What Linux tells about a process in {@code /proc}. */
public final class Proc {
    private static final Path ROOT = Path.of("/proc");
    private static final String IGNORED = "SigIgn:";
    private static final int STATE = 0;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int START = 19;

    /** The first of four: in user and system mode, and the same of its children. */
    private static final int USER_TIME = 11;

    private static final int TIMES = 4;

    /** What the kernel calls USER_HZ: 100 on every architecture that runs Java. */
    private static final int MILLIS_PER_TICK = 10;

    private static final String RESIDENT = "VmRSS:";

    private Proc() {}

    /**
     * One process's line.
     *
     * @param start in clock ticks since the machine's start: with the pid it tells a process from every other
     */
    public record Stat(String state, long group, long session, String start) {
        /** Whether only its entry is left. */
        public boolean ended() {
            return state.equals("Z") || state.equals("X");
        }
    }

    /** Whether there is a /proc to ask. */
    public static boolean available() {
        return Files.isReadable(ROOT.resolve("self/stat"));
    }

    /** The process's line; empty when it is gone. */
    public static Optional<Stat> stat(long pid) {
        String line = read(pid, "stat");
        // the name in brackets may hold brackets and blanks
        int name = line.lastIndexOf(") ");
        if (name < 0) {
            return Optional.empty();
        }
        String[] fields = line.substring(name + 2).split(" ", START + 2);
        return fields.length <= START
                ? Optional.empty()
                : Optional.of(new Stat(
                        fields[STATE], Long.parseLong(fields[GROUP]), Long.parseLong(fields[SESSION]), fields[START]));
    }

    /** The variable's value in the environment that the process was started with, or empty. */
    public static String variable(long pid, String name) {
        String all = "\0" + read(pid, "environ");
        int at = all.indexOf("\0" + name + "=");
        if (at < 0) {
            return "";
        }
        int from = at + name.length() + 2;
        int to = all.indexOf('\0', from);
        return all.substring(from, to < 0 ? all.length() : to);
    }

    /**
     * What a process has used.
     *
     * @param cpu processor time, that of its children that have ended and were waited for included
     * @param memoryBytes that are resident
     */
    public record Load(Duration cpu, long memoryBytes) {}

    /** What the process has used; empty when it is gone. */
    public static Optional<Load> load(long pid) {
        String line = read(pid, "stat");
        int name = line.lastIndexOf(") ");
        String[] fields = line.substring(name < 0 ? line.length() : name + 2).split(" ", START + 2);
        if (fields.length <= START) {
            return Optional.empty();
        }
        long ticks = 0;
        for (int field = USER_TIME; field < USER_TIME + TIMES; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        long kilobytes = number(read(pid, "status"), RESIDENT);
        return Optional.of(new Load(Duration.ofMillis(ticks * MILLIS_PER_TICK), kilobytes * 1024));
    }

    private static long number(String status, String key) {
        int at = status.indexOf(key);
        long number = 0;
        for (int i = at < 0 ? status.length() : at + key.length();
                i < status.length() && status.charAt(i) != '\n';
                i++) {
            char c = status.charAt(i);
            number = c >= '0' && c <= '9' ? number * 10 + c - '0' : number;
        }
        return number;
    }

    /** The signals that the process ignores, signal n as bit n - 1; 0 when that cannot be told. */
    public static long ignoredSignals(long pid) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith(IGNORED))
                .mapToLong(line ->
                        Long.parseUnsignedLong(line.substring(IGNORED.length()).strip(), 16))
                .findFirst()
                .orElse(0);
    }

    /** Its whole command line, or empty. */
    public static String command(long pid) {
        return read(pid, "cmdline").replace('\0', ' ').strip();
    }

    /** The path of what the process has open as this descriptor, or empty; of a deleted file ending in {@code (deleted)}. */
    public static String openFile(long pid, int descriptor) {
        Path link = ROOT.resolve(Long.toString(pid)).resolve("fd").resolve(Integer.toString(descriptor));
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    /** Empty when the process is gone or is not ours to look at. */
    private static String read(long pid, String file) {
        try {
            return new String(
                    Files.readAllBytes(ROOT.resolve(Long.toString(pid)).resolve(file)), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }
}
