package io.devctl.postgres.external;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.StateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The external server that this environment uses, in {@code external.json}: there from the first {@code start} until
 * {@code stop}, for the supervisor, which works without services.yaml. It holds the password, so only its owner reads it.
 */
record ExternalRecord(Endpoint endpoint) {
    private static final String NAME = "external.json";

    static Path file(Path stateDirectory) {
        return stateDirectory.resolve("postgres").resolve(NAME);
    }

    /** Reads the record; empty when there is none, or a file that is not one. */
    static Optional<ExternalRecord> read(Path stateDirectory) {
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file(stateDirectory), StandardCharsets.UTF_8))
                    .getAsJsonObject();
            Map<String, String> parameters = new LinkedHashMap<>();
            for (Map.Entry<String, JsonElement> parameter :
                    json.getAsJsonObject("parameters").entrySet()) {
                parameters.put(parameter.getKey(), parameter.getValue().getAsString());
            }
            return Optional.of(new ExternalRecord(new Endpoint(
                    json.get("host").getAsString(),
                    json.get("port").getAsInt(),
                    json.get("database").getAsString(),
                    json.get("user").getAsString(),
                    json.get("password").getAsString(),
                    parameters)));
        } catch (IOException
                | JsonParseException
                | IllegalArgumentException
                | IllegalStateException
                | NullPointerException
                | UnsupportedOperationException e) {
            return Optional.empty(); // the next start writes it
        }
    }

    void write(Path stateDirectory) {
        JsonObject parameters = new JsonObject();
        endpoint.parameters().forEach(parameters::addProperty);
        JsonObject json = new JsonObject();
        json.addProperty("schema", 1);
        json.addProperty("provider", "external");
        json.addProperty("host", endpoint.host());
        json.addProperty("port", endpoint.port());
        json.addProperty("database", endpoint.database());
        json.addProperty("user", endpoint.user());
        json.addProperty("password", endpoint.password());
        json.add("parameters", parameters);
        Path file = file(stateDirectory);
        try {
            StateDirectory.make(stateDirectory);
            StateDirectory.makePrivate(file.resolveSibling(".").normalize());
            StateDirectory.write(file, json + "\n");
        } catch (IOException e) {
            throw StateDirectory.unusable(file, e);
        }
    }

    /** Whether there was one to delete. */
    static boolean delete(Path stateDirectory) {
        Path file = file(stateDirectory);
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw StateDirectory.unusable(file, e);
        }
    }
}
