package com.acme.platform;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A request whose path has matched a route. */
public final class Request {
    /** A body larger than this is refused. */
    private static final int MAX_BODY_BYTES = 1024 * 1024;

    private final HttpExchange exchange;
    private final Map<String, String> path;

    Request(HttpExchange exchange, Map<String, String> path) {
        this.exchange = exchange;
        this.path = path;
    }

    /** The value of {@code {name}} in the route. */
    public String path(String name) {
        return path.get(name);
    }

    public String tenant() {
        return path("tenant");
    }

    /** The value of {@code {id}} in the route; what is not an id cannot exist. */
    public UUID id() {
        try {
            return UUID.fromString(path("id"));
        } catch (IllegalArgumentException malformed) {
            throw HttpError.notFound("'" + path("id") + "'");
        }
    }

    /** A parameter behind the question mark. */
    public Optional<String> query(String name) {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) {
            return Optional.empty();
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && decode(pair.substring(0, equals)).equals(name)) {
                return Optional.of(decode(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    /** The token of the Authorization header. */
    public Optional<String> bearer() {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return Optional.ofNullable(header)
                .filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring("Bearer ".length()).strip());
    }

    /** The body as a record of this type. */
    public <T> T body(Class<T> type) {
        try {
            byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw new HttpError(413, "the body is larger than " + MAX_BODY_BYTES + " bytes");
            }
            return Json.read(new String(bytes, StandardCharsets.UTF_8), type);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A field that must have text in it. */
    public static String required(String name, String value) {
        if (value == null || value.isBlank()) {
            throw HttpError.badRequest("'" + name + "' is needed");
        }
        return value.strip();
    }

    /** A list that must have something in it. */
    public static <T> List<T> required(String name, List<T> values) {
        if (values == null || values.isEmpty() || values.contains(null)) {
            throw HttpError.badRequest("'" + name + "' is needed");
        }
        return values;
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw HttpError.badRequest("'" + text + "' is not well encoded");
        }
    }
}
