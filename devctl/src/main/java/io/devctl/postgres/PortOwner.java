package io.devctl.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process that listens on a port.
 *
 * @param command its command line, shortened
 */
public record PortOwner(long pid, String command) {
    private static final int LONGEST = 80;
    private static final Path PROC = Path.of("/proc");

    /** Who listens on this TCP port; empty when nobody does or when the system does not tell this user. */
    public static Optional<PortOwner> of(int port) {
        return Files.isReadable(PROC.resolve("net/tcp")) ? ofLinux(port) : ofLsof(port);
    }

    /** The command line of a process, shortened; {@code ?} when the system does not tell. */
    public static String commandOf(long pid) {
        try {
            String line = Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.UTF_8);
            if (!line.isBlank()) {
                return shortened(line.replace('\0', ' ').strip());
            }
        } catch (IOException ignored) {
            // not Linux, gone, or bytes that are no text: the handle may know
        }
        return ProcessHandle.of(pid)
                .flatMap(handle ->
                        handle.info().commandLine().or(() -> handle.info().command()))
                .map(PortOwner::shortened)
                .orElse("?");
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static Optional<PortOwner> ofLinux(int port) {
        Set<String> sockets = new HashSet<>();
        listening(PROC.resolve("net/tcp"), port, sockets);
        listening(PROC.resolve("net/tcp6"), port, sockets);
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    return Optional.of(new PortOwner(pid, commandOf(pid)));
                }
            }
        } catch (IOException | DirectoryIteratorException ignored) {
            // a list of processes that changes while it is read
        }
        return Optional.empty();
    }

    /** Lines look like {@code 0: 0100007F:1F90 00000000:0000 0A … inode}; 0A is LISTEN. */
    private static void listening(Path table, int port, Set<String> sockets) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        try {
            for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals("0A")) {
                    sockets.add("socket:[" + fields[9] + "]");
                }
            }
        } catch (IOException ignored) {
            // no IPv6, say
        }
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
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

    private static @Nullable String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return null; // closed meanwhile
        }
    }

    private static Optional<PortOwner> ofLsof(int port) {
        try {
            Process lsof = new ProcessBuilder(List.of("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-Fp"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            lsof.getOutputStream().close();
            String output = new String(lsof.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            lsof.waitFor(5, TimeUnit.SECONDS);
            return output.lines()
                    .filter(line -> line.matches("p[0-9]+"))
                    .map(line -> Long.parseLong(line.substring(1)))
                    .map(pid -> new PortOwner(pid, commandOf(pid)))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // no lsof
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
