package io.devctl.postgres.docker;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.devctl.postgres.StateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The container of this environment, in {@code docker.json}: written before it is made, so that a start that is killed
 * half way can be cleaned up, and deleted when it has been removed. Never a password.
 *
 * @param container its name; another one than this checkout's when the folder was copied or moved
 * @param version the server's full version; empty until it has answered
 * @param wanted what the container was made with
 * @param prepared what was made in it; empty until that is done
 */
record DockerRecord(
        String container,
        String image,
        String version,
        int port,
        String database,
        String user,
        String wanted,
        String prepared) {
    /** Its name in {@code .devctl/postgres}. */
    static final String NAME = "docker.json";

    private static Path file(Path stateDirectory) {
        return stateDirectory.resolve("postgres").resolve(NAME);
    }

    /** Reads the record; empty when there is none, or a file that is not one. */
    static Optional<DockerRecord> read(Path stateDirectory) {
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file(stateDirectory), StandardCharsets.UTF_8))
                    .getAsJsonObject();
            return Optional.of(new DockerRecord(
                    json.get("container").getAsString(),
                    json.get("image").getAsString(),
                    json.get("version").getAsString(),
                    json.get("port").getAsInt(),
                    json.get("database").getAsString(),
                    json.get("user").getAsString(),
                    json.get("wanted").getAsString(),
                    json.get("prepared").getAsString()));
        } catch (IOException
                | JsonParseException
                | IllegalStateException
                | NullPointerException
                | UnsupportedOperationException
                | NumberFormatException e) {
            return Optional.empty(); // the container is found by its name, too
        }
    }

    void write(Path stateDirectory) {
        JsonObject json = new JsonObject();
        json.addProperty("schema", 1);
        json.addProperty("provider", "docker");
        json.addProperty("container", container);
        json.addProperty("image", image);
        json.addProperty("version", version);
        json.addProperty("port", port);
        json.addProperty("database", database);
        json.addProperty("user", user);
        json.addProperty("wanted", wanted);
        json.addProperty("prepared", prepared);
        Path file = file(stateDirectory);
        try {
            StateDirectory.write(file, json + "\n");
        } catch (IOException e) {
            throw StateDirectory.unusable(file, e);
        }
    }

    static void delete(Path stateDirectory) {
        Path file = file(stateDirectory);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw StateDirectory.unusable(file, e);
        }
    }
}
