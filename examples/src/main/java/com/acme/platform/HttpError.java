package com.acme.platform;

/** Ends a request with a status other than success; the message goes to the caller. */
public final class HttpError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public HttpError(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }

    public static HttpError badRequest(String message) {
        return new HttpError(400, message);
    }

    public static HttpError unauthorized() {
        return new HttpError(401, "a valid token is needed: Authorization: Bearer TOKEN");
    }

    public static HttpError notFound(String what) {
        return new HttpError(404, what + " does not exist");
    }
}
