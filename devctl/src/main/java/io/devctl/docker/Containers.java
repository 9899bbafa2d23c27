package io.devctl.docker;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Containers and volumes on one engine. Every method throws {@link DevctlException} UNAVAILABLE with the engine's own words. */
public final class Containers {
    /** The label whose value is the checkout's folder: what it is found by when nothing else is known. */
    public static final String CHECKOUT = "io.devctl.checkout";

    /** The label that says what it is for: {@code postgres} or a service's name. */
    public static final String ROLE = "io.devctl.role";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONTAINERS = "/containers/";

    private final DockerEngine engine;

    /** Those on this engine. */
    public Containers(DockerEngine engine) {
        this.engine = engine;
    }

    /**
     * A container that is there.
     *
     * @param exitCode of its last run; meaningless while it runs
     */
    public record Found(String name, boolean running, int exitCode, Map<String, String> labels) {
        public Found {
            labels = Map.copyOf(labels);
        }
    }

    /** The container of this name. */
    public Optional<Found> named(String name) {
        return get(CONTAINERS + DockerEngine.encoded(name) + "/json").map(json -> {
            JsonObject container = json.getAsJsonObject();
            JsonObject state = container.getAsJsonObject("State");
            return new Found(
                    name,
                    state.get("Running").getAsBoolean(),
                    state.get("ExitCode").getAsInt(),
                    strings(container.getAsJsonObject("Config").get("Labels")));
        });
    }

    /** Every container with this label, running or not; with any value of it when the value is null. */
    public List<Found> labelled(String label, @Nullable String value) {
        String filter =
                "{\"label\":[" + new com.google.gson.JsonPrimitive(value == null ? label : label + "=" + value) + "]}";
        List<Found> found = new ArrayList<>();
        JsonElement all = get("/containers/json?all=1&filters=" + DockerEngine.encoded(filter))
                .orElseGet(JsonArray::new);
        if (!all.isJsonArray()) {
            throw failed("Docker answers a question about containers with something odd", all.toString(), null);
        }
        for (JsonElement element : all.getAsJsonArray()) {
            JsonObject container = element.getAsJsonObject();
            String name = container.getAsJsonArray("Names").get(0).getAsString();
            found.add(new Found(
                    name.startsWith("/") ? name.substring(1) : name,
                    container.get("State").getAsString().equals("running"),
                    0,
                    strings(container.get("Labels"))));
        }
        return found;
    }

    /** Starts one that was made before; false when its port is taken. */
    public boolean start(String name) {
        DockerEngine.Answer answer = ask("POST", CONTAINERS + DockerEngine.encoded(name) + "/start", null, PATIENCE);
        if (!answer.good() && !PortTaken.in(answer.words())) {
            throw failed("cannot start the container '" + name + "'", answer.words(), null);
        }
        return answer.good();
    }

    /** Asks a container to end, and kills it when it has not within {@code grace}; nothing happens when there is none. */
    void stop(String name, Duration grace) {
        ask(
                "POST",
                CONTAINERS + DockerEngine.encoded(name) + "/stop?t=" + grace.toSeconds(),
                null,
                PATIENCE.plus(grace));
    }

    /**
     * Stops and removes a container, with the unnamed volumes that its image declares; a named volume stays.
     *
     * @param grace how long it may take to end by itself
     * @return whether there was one
     */
    public boolean remove(String name, Duration grace) {
        Optional<Found> there = named(name);
        if (there.isEmpty()) {
            return false;
        }
        if (there.get().running()) {
            stop(name, grace);
        }
        String path = CONTAINERS + DockerEngine.encoded(name);
        DockerEngine.Answer answer = ask("DELETE", path + "?force=1&v=1", null, PATIENCE);
        // 404, 409: somebody else has just done it, or is doing it
        if (!answer.good() && answer.status() != 404 && answer.status() != 409) {
            throw failed("cannot remove the container '" + name + "'", answer.words(), "docker rm -fv " + name);
        }
        return true;
    }

    /** Makes a volume unless there is one of that name. */
    public void makeVolume(String name, Map<String, String> labels) {
        JsonObject request = new JsonObject();
        request.addProperty("Name", name);
        JsonObject all = new JsonObject();
        labels.forEach(all::addProperty);
        request.add("Labels", all);
        DockerEngine.Answer answer = ask("POST", "/volumes/create", request.toString(), PATIENCE);
        if (!answer.good()) {
            throw failed("cannot make the volume '" + name + "'", answer.words(), null);
        }
    }

    /** Deletes a volume and all that is in it; nothing happens when there is none. */
    public void removeVolume(String name) {
        DockerEngine.Answer answer = ask("DELETE", "/volumes/" + DockerEngine.encoded(name), null, PATIENCE);
        if (!answer.good() && answer.status() != 404) {
            throw failed(
                    "cannot delete the volume '" + name + "'",
                    answer.words(),
                    "docker rm -f $(docker ps -aq --filter volume=" + name + ")");
        }
    }

    /** The last lines that a container wrote; empty when it never came to that. */
    public String log(String name, int lines) {
        DockerEngine.Answer answer = ask(
                "GET",
                CONTAINERS + DockerEngine.encoded(name) + "/logs?stdout=1&stderr=1&tail=" + lines,
                null,
                PATIENCE);
        return answer.good() ? unframed(answer.bytes()).strip() : "";
    }

    /** Without a terminal each piece of output comes behind eight bytes: which stream, three unused, the length. */
    private static String unframed(byte[] frames) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.wrap(frames);
        while (buffer.remaining() >= 8) {
            int length = buffer.getInt(buffer.position() + 4);
            buffer.position(buffer.position() + 8);
            int there = Math.max(0, Math.min(length, buffer.remaining()));
            text.write(frames, buffer.position(), there);
            buffer.position(buffer.position() + there);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static Map<String, String> strings(@Nullable JsonElement object) {
        Map<String, String> strings = new LinkedHashMap<>();
        if (object instanceof JsonObject json) {
            json.entrySet().forEach(e -> strings.put(e.getKey(), e.getValue().getAsString()));
        }
        return strings;
    }

    private Optional<JsonElement> get(String path) {
        DockerEngine.Answer answer = ask("GET", path, null, PATIENCE);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (!answer.good()) {
            throw failed("Docker refuses '" + path + "'", answer.words(), null);
        }
        try {
            return Optional.of(answer.json());
        } catch (JsonParseException e) {
            throw failed("Docker answers '" + path + "' with something odd", String.valueOf(e.getMessage()), null);
        }
    }

    private DockerEngine.Answer ask(String method, String path, @Nullable String json, Duration patience) {
        try {
            return engine.request(method, path, json, patience);
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "the Docker engine at '" + engine.socket() + "' does not answer: " + e.getMessage(),
                    "docker info",
                    e);
        }
    }

    private static DevctlException failed(String what, String words, @Nullable String hint) {
        return new DevctlException(ExitCode.UNAVAILABLE, what + ": " + words, hint);
    }
}
