package io.devctl.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Something behind a Unix socket that gives everybody the same answer. */
public final class FakeEngine implements AutoCloseable {
    private final Path socket;
    private final ServerSocketChannel server;
    private final Thread thread;

    private FakeEngine(Path socket, ServerSocketChannel server, String answer) {
        this.socket = socket;
        this.server = server;
        this.thread = new Thread(() -> serve(answer), "fake engine");
    }

    /** Listens on a socket that is not there yet. */
    public static FakeEngine saying(Path socket, String answer) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        FakeEngine engine = new FakeEngine(socket, server, answer);
        engine.thread.start();
        return engine;
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    private void serve(String answer) {
        while (true) {
            try (SocketChannel client = server.accept()) {
                client.read(ByteBuffer.allocate(4096));
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close(); // ends the thread, too
        Files.deleteIfExists(socket);
    }
}
