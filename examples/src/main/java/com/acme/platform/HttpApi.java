package com.acme.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The routes of a service, served on the loopback interface. Register routes first, then start. */
public final class HttpApi {
    /** Requests answered at once; also the most connections to the database that a service opens. */
    private static final int WORKERS = 8;

    private static final long STOP_SECONDS = 5;

    private final List<Route> routes = new ArrayList<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    private final HttpServer server;

    /** Takes the port; requests are accepted from {@link #start} on. */
    public HttpApi(int port) throws IOException {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        } catch (BindException taken) {
            throw new IOException("port " + port + ": " + taken.getMessage(), taken);
        }
        server.setExecutor(workers);
        server.createContext("/", this::serve);
    }

    public HttpApi get(String pattern, Route.Handler handler) {
        return on("GET", pattern, handler);
    }

    public HttpApi post(String pattern, Route.Handler handler) {
        return on("POST", pattern, handler);
    }

    public HttpApi put(String pattern, Route.Handler handler) {
        return on("PUT", pattern, handler);
    }

    public HttpApi delete(String pattern, Route.Handler handler) {
        return on("DELETE", pattern, handler);
    }

    void start() {
        server.start();
    }

    /** Lets running requests finish, then closes the port. */
    void stop() {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                Log.warn("requests still running after %d s are cut off", STOP_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
    }

    private HttpApi on(String method, String pattern, Route.Handler handler) {
        routes.add(Route.of(method, pattern, handler));
        return this;
    }

    private void serve(HttpExchange exchange) {
        long start = System.nanoTime();
        try (exchange) {
            Response response = answer(exchange);
            send(exchange, response);
            String path = exchange.getRequestURI().getRawPath();
            String format = "%s %s %d %.1f ms";
            Object[] values = {exchange.getRequestMethod(), path, response.status(), (System.nanoTime() - start) / 1e6};
            if (path.equals("/health")) {
                Log.debug(format, values);
            } else {
                Log.info(format, values);
            }
        } catch (IOException gone) {
            Log.debug("the caller left before the answer: %s", gone.getMessage());
        }
    }

    private Response answer(HttpExchange exchange) {
        try {
            return dispatch(exchange);
        } catch (HttpError expected) {
            return Response.error(expected.status(), expected.getMessage());
        } catch (SQLException refused) {
            return SqlFailures.response(refused);
        } catch (RuntimeException bug) {
            Log.bug("the request failed", bug);
            return Response.error(500, "this service failed to answer; its log says why");
        }
    }

    private Response dispatch(HttpExchange exchange) throws SQLException {
        String path = exchange.getRequestURI().getRawPath();
        boolean known = false;
        for (Route route : routes) {
            Optional<Map<String, String>> values = route.match(path);
            if (values.isPresent()) {
                if (route.method().equals(exchange.getRequestMethod())) {
                    return route.handler().handle(new Request(exchange, values.get()));
                }
                known = true;
            }
        }
        throw known
                ? new HttpError(405, exchange.getRequestMethod() + " is not possible here")
                : HttpError.notFound("'" + path + "'");
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        if (response.body() == null) {
            exchange.sendResponseHeaders(response.status(), -1);
            return;
        }
        byte[] body = (Json.write(response.body()) + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(response.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
