package io.devctl.supervise;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that listens at once and is healthy when it is asked for the third time. */
public final class SlowServer {
    private static final int WARM_UP = 2;

    private SlowServer() {}

    /** Serves {@code /health} on the port that is named first, until it is killed. */
    public static void main(String[] arguments) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        int port = Integer.parseInt(arguments[0]);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/health", exchange -> {
            boolean healthy = asked.incrementAndGet() > WARM_UP;
            byte[] body = (healthy ? "fine" : "warming up").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(healthy ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        System.out.println("listening");
    }
}
