package io.devctl.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** A registry on this machine from which one small image can be pulled: it sleeps. */
public final class ImageRegistry implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String CONFIG = "application/vnd.docker.container.image.v1+json";
    private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    private final HttpServer server;
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final byte[] manifest;

    private ImageRegistry(int port, Path work) throws Exception {
        // the program, and the libraries that it is loaded with
        Path tar = work.resolve("layer.tar");
        Run packed = Run.await(
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "tar -C / -chf '" + tar + "' bin/sleep $(ldd /bin/sleep | grep -o '/[^ ]*' | sed"
                                        + " 's|^/||') && gzip -nk '" + tar + "'")
                        .start(),
                Duration.ofMinutes(1));
        if (packed.exitCode() != 0) {
            throw new AssertionError(packed);
        }
        String layer = blob(Files.readAllBytes(work.resolve("layer.tar.gz")));
        String config = blob(text("{\"architecture\":\""
                + Docker.docker("version", "--format", "{{.Server.Arch}}").strip()
                + "\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/bin/sleep\",\"600\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                + digest(Files.readAllBytes(tar)) + "\"]}}"));
        manifest = text("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":"
                + descriptor(CONFIG, config) + ",\"layers\":[" + descriptor(LAYER, layer) + "]}");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/v2/", this::answer);
        server.start();
    }

    /**
     * Listens on a port of the loopback interface, where Docker asks for no certificate.
     *
     * @param work an empty folder
     */
    public static ImageRegistry on(int port, Path work) throws Exception {
        return new ImageRegistry(port, work);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = text("{}");
        String type = "application/json";
        if (path.contains("/manifests/")) {
            body = manifest;
            type = MANIFEST;
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest(manifest));
        } else if (path.contains("/blobs/")) {
            body = blobs.getOrDefault(path.substring(path.lastIndexOf('/') + 1), body);
            type = "application/octet-stream";
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(200, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private String blob(byte[] content) {
        String digest = digest(content);
        blobs.put(digest, content);
        return digest;
    }

    private String descriptor(String type, String digest) {
        int size = blobs.getOrDefault(digest, new byte[0]).length;
        return "{\"mediaType\":\"" + type + "\",\"size\":" + size + ",\"digest\":\"" + digest + "\"}";
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
