package io.devctl.testing.programs;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** A service: {@code /health} answers when the database does, {@code /query?SQL} with the first column of the first row. */
public final class HttpService {
    private HttpService() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(Objects.requireNonNull(System.getenv("PORT")));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10);
        server.createContext("/", exchange -> {
            String query = exchange.getRequestURI().getPath().equals("/health")
                    ? "select 'ok'"
                    : exchange.getRequestURI().getQuery();
            byte[] answer;
            int status = 200;
            try {
                answer = ask(query).getBytes(StandardCharsets.UTF_8);
            } catch (SQLException e) {
                answer = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
                status = 500;
            }
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        System.out.println("listening on " + port);
    }

    private static String ask(String query) throws SQLException {
        String url = "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/"
                + System.getenv("PGDATABASE");
        try (Connection connection =
                        DriverManager.getConnection(url, System.getenv("PGUSER"), System.getenv("PGPASSWORD"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }
}
