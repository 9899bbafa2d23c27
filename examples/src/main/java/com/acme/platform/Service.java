package com.acme.platform;

import java.io.IOException;
import java.sql.SQLException;
import java.util.function.BiConsumer;

/** The life of a service: configure, listen, serve until SIGTERM, finish what runs, leave. */
public final class Service {
    private Service() {}

    /** Starts a service; the process lives until it is told to stop. */
    public static void run(String name, BiConsumer<HttpApi, Database> routes) {
        try {
            start(name, routes);
        } catch (IllegalStateException | IOException refused) {
            Log.error("%s cannot start: %s", name, refused.getMessage());
            System.exit(1);
        }
    }

    private static void start(String name, BiConsumer<HttpApi, Database> routes) throws IOException {
        int port = Environment.number("PORT");
        Database database = Database.fromEnvironment(name);
        HttpApi api = new HttpApi(port);
        api.get("/health", request -> health(database));
        routes.accept(api, database);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(name, api, database), "shutdown"));
        api.start();
        Log.info("%s listens on http://127.0.0.1:%d", name, port);
    }

    private record Health(String status, String reason) {}

    private static Response health(Database database) {
        try {
            database.ping();
            return Response.ok(new Health("ok", null));
        } catch (SQLException failure) {
            return new Response(503, new Health("unavailable", failure.getMessage()));
        }
    }

    private static void stop(String name, HttpApi api, Database database) {
        Log.info("%s is stopping", name);
        api.stop();
        database.close();
        Log.info("%s has stopped", name);
    }
}
