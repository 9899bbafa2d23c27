package io.devctl.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The process that listens on a TCP port of this machine, as far as this user may see it.
 *
 * @param command its command line, shortened
 */
public record PortOwner(long pid, String command) {
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    /** include/net/tcp_states.h of Linux. */
    private static final String LISTEN = "0A";

    private static final int HEXADECIMAL = 16;

    /** Who listens on the port; empty when nobody does, or when the process belongs to another user. */
    public static Optional<PortOwner> of(int port) {
        return pidOf(port).map(pid -> new PortOwner(pid, ProcessCommand.of(pid)));
    }

    /** Whether a server could listen on this port now, on 127.0.0.1 as well as on all addresses. */
    public static boolean isFree(int port) {
        return bindable(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                && bindable(new InetSocketAddress(port));
    }

    /** A port that a process listens on, null when there is none or it cannot be seen. */
    public static @Nullable Integer listenedBy(long pid) {
        if (!Proc.available()) {
            return null;
        }
        for (String[] fields : listening()) {
            if (holdsAny(pid, Set.of(socket(fields)))) {
                return port(fields);
            }
        }
        return null;
    }

    /** {@code 'python3 -m http.server' (pid 42)}. */
    @Override
    public String toString() {
        return "'" + command + "' (pid " + pid + ")";
    }

    private static boolean bindable(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of a server that has just stopped do not count
            socket.bind(address, 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static Optional<Long> pidOf(int port) {
        if (!Proc.available()) {
            return ProcessCommand.lines("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-Fp").stream()
                    .filter(line -> line.matches("p[0-9]+"))
                    .map(line -> Long.valueOf(line.substring(1)))
                    .findFirst();
        }
        Set<String> sockets = new HashSet<>();
        for (String[] fields : listening()) {
            if (port(fields) == port) {
                sockets.add(socket(fields));
            }
        }
        return sockets.isEmpty()
                ? Optional.empty()
                : ProcessHandle.allProcesses()
                        .map(ProcessHandle::pid)
                        .filter(pid -> holdsAny(pid, sockets))
                        .findFirst();
    }

    /** Lines of {@code 0: 0100007F:1F41 00000000:0000 0A … inode}, cut into their fields. */
    private static List<String[]> listening() {
        List<String[]> rows = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table), StandardCharsets.US_ASCII)) {
                    String[] fields = line.strip().split("\\s+", -1);
                    if (fields.length > INODE && fields[STATE].equals(LISTEN)) {
                        rows.add(fields);
                    }
                }
            } catch (IOException ignored) {
                // a machine without IPv6 has no tcp6
            }
        }
        return rows;
    }

    private static int port(String[] fields) {
        String address = fields[LOCAL_ADDRESS];
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEXADECIMAL);
    }

    private static String socket(String[] fields) {
        return "socket:[" + fields[INODE] + "]";
    }

    private static boolean holdsAny(long pid, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException ignored) {
            // gone, or another user's
        }
        return false;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
