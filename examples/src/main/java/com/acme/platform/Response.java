package com.acme.platform;

/**
 * An answer.
 *
 * @param body becomes JSON; null for an empty answer
 */
public record Response(int status, Object body) {
    public static Response ok(Object body) {
        return new Response(200, body);
    }

    public static Response created(Object body) {
        return new Response(201, body);
    }

    public static Response noContent() {
        return new Response(204, null);
    }

    static Response error(int status, String message) {
        return new Response(status, new Problem(message));
    }

    private record Problem(String error) {}
}
