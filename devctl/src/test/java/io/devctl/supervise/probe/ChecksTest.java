package io.devctl.supervise.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.devctl.supervise.Specs;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ChecksTest {
    private HttpServer server;
    private String url = "";

    ChecksTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void serve() {
        server.createContext("/", exchange -> {
            byte[] body = "state: warm".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("X-State", "warm");
            exchange.sendResponseHeaders(202, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/health";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private @Nullable String http(@Nullable Integer status, @Nullable String body, Map<String, String> headers) {
        Checks checks = new Checks(query -> true, new Surroundings(Map.of()));
        return checks.failure(
                Specs.shell("a", Path.of("/"), "x"),
                new Probe.Check.Http(url, status, body, headers),
                Duration.ofSeconds(20));
    }

    @Test
    void anAnswerIsJudgedByStatusBodyAndHeaders() {
        assertThat(http(null, null, Map.of())).isNull();
        assertThat(http(202, "^state: \\w+$", Map.of("x-state", "^w"))).isNull();
        assertThat(http(200, null, Map.of())).isEqualTo(url + " answers 202: state: warm");
        assertThat(http(null, "hot", Map.of())).isEqualTo(url + " answers 202, but its body does not match /hot/");
        assertThat(http(null, null, Map.of("X-State", "hot")))
                .isEqualTo(url + " answers 202, but its header X-State does not match /hot/: warm");
        assertThat(http(null, null, Map.of("X-None", ".")))
                .isEqualTo(url + " answers 202, but its header X-None is missing");
    }

    @Test
    void whoeverDoesNotAnswerIsNamed() {
        server.stop(0);
        assertThat(http(null, null, Map.of())).isEqualTo(url + ": nothing listens there");
    }
}
