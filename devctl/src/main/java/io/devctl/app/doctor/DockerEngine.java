package io.devctl.app.doctor;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One question to a Docker engine, in its own protocol: HTTP through a Unix socket. */
final class DockerEngine {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** HTTP 1.0, so that the answer ends with the connection and comes in one piece. */
    private static final String REQUEST = "GET /version HTTP/1.0\r\nHost: docker\r\n\r\n";

    private static final int MOST = 1 << 20;

    private DockerEngine() {}

    /** What an engine says of itself. */
    record Version(String engine, String api) {}

    /**
     * Asks the engine behind a socket.
     *
     * @throws AccessDeniedException when this user may not
     * @throws IOException when nobody answers within three seconds, or not as an engine would
     */
    static Version ask(Path socket) throws IOException {
        if (!Files.isReadable(socket) || !Files.isWritable(socket)) {
            throw new AccessDeniedException(socket.toString());
        }
        String answer = exchange(socket);
        int body = answer.indexOf("\r\n\r\n");
        if (body < 0 || !answer.startsWith("HTTP/1.") || !answer.contains(" 200 ")) {
            throw new IOException("it said '" + answer.lines().findFirst().orElse("") + "'");
        }
        try {
            JsonObject version = JsonParser.parseString(answer.substring(body)).getAsJsonObject();
            return new Version(
                    version.get("Version").getAsString(),
                    version.get("ApiVersion").getAsString());
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            throw new IOException("it said something else than its version", e);
        }
    }

    private static String exchange(Path socket) throws IOException {
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer answer = ByteBuffer.allocate(MOST);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new IOException("silent for " + PATIENCE.toSeconds() + " s");
                }
                selector.select(left);
                selector.selectedKeys().clear();
                if (channel.read(answer) < 0 || !answer.hasRemaining()) {
                    return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
                }
            }
        }
    }
}
