package com.acme.platform;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A method and a path such as {@code /t/{tenant}/users/{id}}, and who answers it. */
record Route(String method, String[] segments, Handler handler) {
    /** Answers one kind of request. */
    @FunctionalInterface
    public interface Handler {
        Response handle(Request request) throws SQLException;
    }

    static Route of(String method, String pattern, Handler handler) {
        return new Route(method, pattern.split("/"), handler);
    }

    /** The values of the placeholders, or nothing when the path is not this route's. */
    Optional<Map<String, String>> match(String rawPath) {
        String[] given = rawPath.split("/");
        if (given.length != segments.length) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].startsWith("{")) {
                // "+" is a space in a query and a plus in a path
                String value = Request.decode(given[i].replace("+", "%2B"));
                values.put(segments[i].substring(1, segments[i].length() - 1), value);
            } else if (!segments[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }
}
