package io.devctl.docker;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Docker engine on this machine, asked in its own protocol: HTTP through a Unix socket.
 *
 * @param socket where it listens
 */
public record DockerEngine(Path socket) {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String UNIX = "unix://";
    private static final int PIECE = 1 << 16;

    /** What an engine says of itself. */
    public record Version(String engine, String api) {}

    /**
     * The answer to one request.
     *
     * @param line the first, with the status in words
     * @param body a character for each byte
     */
    record Answer(int status, String line, String body) {
        boolean good() {
            return status / 100 == 2 || status == 304; // 304: it was so already
        }

        JsonElement json() {
            return JsonParser.parseString(new String(bytes(), StandardCharsets.UTF_8));
        }

        byte[] bytes() {
            return body.getBytes(StandardCharsets.ISO_8859_1);
        }

        /** The engine's own words about a failure. */
        String words() {
            try {
                return json().getAsJsonObject().get("message").getAsString();
            } catch (JsonParseException | IllegalStateException | NullPointerException e) {
                return "it said '" + line + "'";
            }
        }
    }

    /**
     * Where an engine may listen, the most likely place first: DOCKER_HOST alone when that is set.
     *
     * @param variables of the user
     * @return empty when DOCKER_HOST names an engine on another machine
     */
    public static List<Path> places(Map<String, String> variables) {
        String host = variables.getOrDefault("DOCKER_HOST", "");
        if (!host.isEmpty()) {
            return host.startsWith(UNIX) ? List.of(Path.of(host.substring(UNIX.length()))) : List.of();
        }
        List<Path> sockets = new ArrayList<>();
        sockets.add(Path.of("/var/run/docker.sock"));
        String runtime = variables.getOrDefault("XDG_RUNTIME_DIR", "");
        if (runtime.startsWith("/")) {
            sockets.add(Path.of(runtime, "docker.sock"));
        }
        String home = variables.getOrDefault("HOME", "");
        if (home.startsWith("/")) {
            for (String place : List.of(
                    ".docker/run/docker.sock",
                    ".docker/desktop/docker.sock",
                    ".colima/default/docker.sock",
                    ".orbstack/run/docker.sock")) {
                sockets.add(Path.of(home, place));
            }
        }
        return sockets;
    }

    /**
     * The engine that answers.
     *
     * @param instead what to do for a user who has none, as the end of a hint
     * @throws DevctlException UNAVAILABLE with every place that was tried, and why it was none
     */
    public static DockerEngine find(Map<String, String> variables, String instead) {
        List<Path> places = places(variables);
        if (places.isEmpty()) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "containers need an engine on this machine, and DOCKER_HOST names another: '"
                            + variables.get("DOCKER_HOST") + "'",
                    "unset DOCKER_HOST, or name a socket in it: unix:///var/run/docker.sock; or " + instead);
        }
        List<String> tried = new ArrayList<>();
        boolean forbidden = false;
        for (Path place : places) {
            if (!Files.exists(place)) {
                tried.add("'" + place + "' is not there");
                continue;
            }
            try {
                DockerEngine engine = new DockerEngine(place);
                engine.version();
                return engine;
            } catch (AccessDeniedException e) {
                forbidden = true;
                tried.add("no rights on '" + place + "'");
            } catch (IOException e) {
                tried.add("'" + place + "' does not answer: " + e.getMessage());
            }
        }
        throw new DevctlException(
                ExitCode.UNAVAILABLE,
                "no Docker engine found: " + String.join(", ", tried),
                (forbidden ? "sudo usermod -aG docker \"$USER\" and log in again, or " : "start Docker, or ")
                        + instead);
    }

    /**
     * What it is.
     *
     * @throws AccessDeniedException when this user may not use it
     * @throws IOException when nobody answers within three seconds, or not as an engine would
     */
    public Version version() throws IOException {
        if (!Files.isReadable(socket) || !Files.isWritable(socket)) {
            throw new AccessDeniedException(socket.toString());
        }
        Answer answer = request("GET", "/version", null, PATIENCE);
        if (answer.status() != 200) {
            throw new IOException("it said '" + answer.line() + "'");
        }
        try {
            JsonObject version = answer.json().getAsJsonObject();
            return new Version(
                    version.get("Version").getAsString(),
                    version.get("ApiVersion").getAsString());
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            throw new IOException("it said something else than its version", e);
        }
    }

    /** A value as part of a path or query. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** One request; HTTP 1.0, so that the answer ends with the connection and comes in one piece. */
    Answer request(String method, String path, @Nullable String json, Duration patience) throws IOException {
        byte[] body = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.0\r\nHost: docker\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        String answer = exchange(request.toByteArray(), patience);
        int end = answer.indexOf("\r\n\r\n");
        String line = answer.lines().findFirst().orElse("");
        if (end < 0 || !line.matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException("it said '" + line + "'");
        }
        return new Answer(Integer.parseInt(line.substring(9, 12)), line, answer.substring(end + 4));
    }

    private String exchange(byte[] request, Duration patience) throws IOException {
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            long end = System.nanoTime() + patience.toNanos();
            while (true) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new IOException("silent for " + patience.toSeconds() + " s");
                }
                selector.select(left);
                selector.selectedKeys().clear();
                int read = channel.read(piece.clear());
                if (read < 0) {
                    return answer.toString(StandardCharsets.ISO_8859_1);
                }
                answer.write(piece.array(), 0, read);
            }
        }
    }
}
