package io.devctl.supervise.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who listens on a port. */
public final class PortOwner {
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTEN = "0A";

    private PortOwner() {}

    /** Whether nothing listens on this port, on any address of the machine. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** The process that listens on it; empty when there is none or it belongs to somebody else. */
    public static Optional<Long> of(int port) {
        if (!Proc.available()) {
            return ProcessTable.run("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-Fp").stream()
                    .filter(line -> line.matches("p[0-9]+"))
                    .map(line -> Long.valueOf(line.substring(1)))
                    .findFirst();
        }
        Set<String> sockets = new HashSet<>();
        listening("/proc/net/tcp", sockets, port);
        listening("/proc/net/tcp6", sockets, port);
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> holdsAny(pid, sockets))
                .findFirst();
    }

    /** In words for a message: {@code pid 42 (python -m http.server 8001)}. */
    public static String describe(int port) {
        return of(port).map(pid -> "pid " + pid + " (" + ProcessTable.command(pid) + ")")
                .orElse("another process (of another user, or in a container)");
    }

    /**
     * The process that listens on it when that belongs to another unit, of this environment or another; for a message.
     *
     * @param mark of the unit that should listen on it
     */
    public static Optional<String> otherUnit(int port, String mark) {
        // whoever carries no mark may well be the unit's: a container that it has started
        return of(port).filter(pid -> {
                    String owner = Proc.variable(pid, ProcessTable.MARK);
                    return !owner.isEmpty() && !owner.equals(mark);
                })
                .map(pid -> "pid " + pid + " (" + ProcessTable.command(pid) + ")");
    }

    /** A port that this process listens on, null when there is none or it cannot be seen. */
    static @Nullable Integer listenedBy(long pid) {
        if (!Proc.available()) {
            return null;
        }
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String[] fields : rows(table)) {
                if (fields[STATE].equals(LISTEN) && holdsAny(pid, Set.of("socket:[" + fields[INODE] + "]"))) {
                    return port(fields);
                }
            }
        }
        return null;
    }

    private static void listening(String table, Set<String> sockets, int port) {
        for (String[] fields : rows(table)) {
            if (fields[STATE].equals(LISTEN) && port(fields) == port) {
                sockets.add("socket:[" + fields[INODE] + "]");
            }
        }
    }

    private static int port(String[] fields) {
        String address = fields[LOCAL_ADDRESS];
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT), 16);
    }

    private static List<String[]> rows(String table) {
        try {
            return Files.readAllLines(Path.of(table)).stream()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(fields -> fields.length > INODE)
                    .toList();
        } catch (IOException noSuchTable) {
            return List.of();
        }
    }

    private static boolean holdsAny(long pid, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : files) {
                if (sockets.contains(target(file))) {
                    return true;
                }
            }
        } catch (IOException notOurs) {
            return false;
        }
        return false;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
