package com.acme.platform;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Asks auth_api who is behind a request. */
public final class AuthClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String url;

    /** @param url of auth_api, without a path */
    public AuthClient(String url) {
        this.url = url;
    }

    /** Somebody who is logged in. */
    public record Caller(UUID id, String email, List<String> roles) {}

    /** The caller; 401 when the request's token is not one of its tenant, 503 when auth_api does not answer. */
    public Caller require(Request request) {
        String token = request.bearer().orElseThrow(HttpError::unauthorized);
        String tenant = URLEncoder.encode(request.tenant(), StandardCharsets.UTF_8);
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url + "/t/" + tenant + "/session"))
                .header("Authorization", "Bearer " + token)
                .timeout(TIMEOUT)
                .build());
        return switch (answer.statusCode()) {
            case 200 -> Json.read(answer.body(), Caller.class);
            case 401 -> throw HttpError.unauthorized();
            case 404 -> throw HttpError.notFound("the tenant '" + request.tenant() + "'");
            default -> throw new HttpError(503, "auth_api answered " + answer.statusCode());
        };
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            Log.warn("auth_api does not answer: %s", failure);
            throw new HttpError(503, "auth_api does not answer");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HttpError(503, "this service is stopping");
        }
    }
}
