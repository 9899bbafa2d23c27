package io.devctl.supervise.control;

import io.devctl.supervise.wire.Json;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the control socket from one thread that never waits for a client: who reads slowly, sends rubbish or goes
 * away in the middle harms nobody but itself.
 */
public final class ControlServer implements AutoCloseable {
    /** Told about clients, from the server's thread; must not block. */
    public interface Listener {
        /** A client asks. */
        void asked(Connection connection, Request request);

        /** A client is gone; it will ask nothing any more. */
        void closed(Connection connection);
    }

    private static final int STACK = 256 * 1024;

    private final Selector selector;
    private final ServerSocketChannel server;
    private final Path path;
    private final Listener listener;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    private ControlServer(Selector selector, ServerSocketChannel server, Path path, Listener listener) {
        this.selector = selector;
        this.server = server;
        this.path = path;
        this.listener = listener;
        this.thread = new Thread(null, this::run, "control", STACK);
        thread.setDaemon(true);
    }

    /** Listens on this path, in the place of whatever was there. */
    public static ControlServer start(Path path, Listener listener) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        server.configureBlocking(false);
        Selector selector = Selector.open();
        server.register(selector, SelectionKey.OP_ACCEPT);
        ControlServer control = new ControlServer(selector, server, path, listener);
        control.thread.start();
        return control;
    }

    /** The clients that are there now. */
    public List<Connection> connections() {
        return new ArrayList<>(connections);
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(key);
                }
                selector.selectedKeys().clear();
                connections.forEach(Connection::flush);
                connections.stream().filter(Connection::ended).forEach(this::drop);
            }
        } catch (IOException | ClosedSelectorException closed) {
            // the supervisor ends
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else if (key.attachment() instanceof Connection connection && key.isReadable()) {
                for (String line : connection.read()) {
                    ask(connection, line);
                }
            }
        } catch (CancelledKeyException gone) {
            // dropped in the same round
        }
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                Connection connection = new Connection(channel, key);
                key.attach(connection);
                connections.add(connection);
            }
        } catch (IOException gone) {
            // the client has already left, or there are no more file descriptors: it may come again
        }
    }

    private void ask(Connection connection, String line) {
        Request request;
        try {
            request = Json.GSON.fromJson(line, Request.class);
        } catch (RuntimeException rubbish) {
            request = null;
        }
        if (request == null || request.op() == null) {
            connection.fail(request == null ? 0 : request.id(), "not understood");
        } else {
            listener.asked(connection, request);
        }
    }

    private void drop(Connection connection) {
        if (connections.remove(connection)) {
            connection.close();
            listener.closed(connection);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
            server.close();
            connections.forEach(Connection::close);
            selector.close();
        } catch (IOException ignored) {
            // the process ends anyway
        }
    }
}
