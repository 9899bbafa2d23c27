package io.devctl.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What Linux tells about a process in {@code /proc}. */
public final class Proc {
    private static final Path ROOT = Path.of("/proc");
    private static final int STATE = 0;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int START = 19;

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
