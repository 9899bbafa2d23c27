package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One attempt to start a server, in a session of its own, so that it outlives this process and its terminal. */
final class Launch {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(3);

    private static final InetAddress LOOPBACK = loopback();

    private final DataDirectory data;
    private final ServerLog log;
    private final int port;

    Launch(DataDirectory data, ServerLog log, int port) {
        this.data = data;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts the server and waits until it accepts connections.
     *
     * @return empty when another program has taken the port
     * @throws DevctlException with the last lines of its log when it does not
     */
    Optional<ServerProcess> run(Path home, RunAs runAs) {
        List<String> command = new ArrayList<>(runAs.prefix());
        command.addAll(List.of(
                home.resolve("bin/postgres").toString(), "-D", data.realPath().toString()));
        try {
            log.begin();
            return await(Program.launch(command, log.file()));
        } catch (IOException e) {
            throw StateDirectory.unusable(log.file(), e);
        }
    }

    private Optional<ServerProcess> await(long pid) throws IOException {
        Optional<ServerProcess> server = ServerProcess.of(pid);
        Deadline deadline = Deadline.in(PATIENCE);
        while (server.isPresent() && server.get().alive()) {
            Optional<PostmasterPid> file = PostmasterPid.read(data.path());
            if (file.isPresent() && file.get().pid() == pid && file.get().ready() && accepts(port)) {
                return server;
            }
            if (!deadline.pause(LOOK)) {
                server.get().signal("KILL");
                throw failed("Postgres did not accept connections within " + PATIENCE.toSeconds() + " s");
            }
        }
        List<String> lines = log.lastLines();
        if (lines.stream().anyMatch(line -> line.contains("could not create any TCP/IP sockets"))
                && lines.stream().anyMatch(line -> line.contains("Address already in use"))) {
            return Optional.empty();
        }
        throw failed("Postgres did not start");
    }

    private DevctlException failed(String what) {
        List<String> lines = log.lastLines();
        String text = String.join("\n", lines);
        if (text.contains("No space left on device")) {
            return new DevctlException(
                    ExitCode.UNAVAILABLE,
                    what + ": disk is full (" + StateDirectory.freeBytes(data.path()) + " bytes free)\n"
                            + text.indent(2).stripTrailing(),
                    "make room, then run the command again");
        }
        boolean setting = text.contains("unrecognized configuration parameter")
                || text.contains("invalid value for parameter")
                || (text.contains("configuration file \"") && text.contains("contains errors"));
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                what + "; the end of its log:\n" + text.indent(2).stripTrailing(),
                setting ? "correct postgres.settings in services.yaml" : "less '" + log.file() + "'");
    }

    /** 127.0.0.1 in numbers: no name service is asked, and never ::1, on which the server does not listen. */
    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** Whether something accepts connections on this port of the loopback interface. */
    static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
