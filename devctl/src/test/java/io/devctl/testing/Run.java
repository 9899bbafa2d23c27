package io.devctl.testing;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a call of the launcher printed, and how it ended. */
public record Run(int exitCode, String out, String err) {

    /** Collects the output of a process until it ends; kills it and fails when it takes longer. */
    public static Run await(Process process, Duration limit) {
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + limit + "; it said:\n" + out.join() + err.join());
            }
            return new Run(process.exitValue(), out.join(), err.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Standard output as one JSON object. */
    public JsonObject json() {
        try {
            return JsonParser.parseString(out).getAsJsonObject();
        } catch (RuntimeException e) {
            throw new AssertionError("not a JSON object: " + this, e);
        }
    }

    /** The last line of standard output as a JSON object: what {@code --json-lines} ends with. */
    public JsonObject lastJson() {
        return new Run(exitCode, out.strip().substring(out.strip().lastIndexOf('\n') + 1), err).json();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
