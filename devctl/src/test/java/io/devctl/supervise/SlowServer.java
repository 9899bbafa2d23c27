package io.devctl.supervise;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A service that listens at once and is healthy half a second later. */
public final class SlowServer {
    private static final long WARM_UP_NANOS = 500_000_000;

    private SlowServer() {}

    /** Serves {@code /health} on the port that is named first, until it is killed. */
    public static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        int port = Integer.parseInt(arguments[0]);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/health", exchange -> {
            boolean healthy = System.nanoTime() - start > WARM_UP_NANOS;
            byte[] body = (healthy ? "fine" : "warming up").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(healthy ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        System.out.println("listening");
    }
}
