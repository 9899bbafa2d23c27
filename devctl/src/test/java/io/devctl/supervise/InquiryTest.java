package io.devctl.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Question;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever sits at the other end of the control socket may be anything. */
class InquiryTest {
    private static final String MINE = "/opt/devctl.jar|1|2|3";

    @TempDir
    Path state;

    private Path socket = Path.of("");

    @BeforeEach
    void writeAddress() throws IOException {
        socket = state.resolve("s");
        Files.createDirectories(state.resolve("run"));
        Files.writeString(
                state.resolve("run/supervisor.json"),
                "{\"pid\":1,\"since\":\"2026-01-01T00:00:00Z\",\"socket\":\"" + socket + "\"}");
    }

    @Test
    void theAnswerOfTheSameBuildIsTaken() throws Exception {
        String asked = "{\"code\":1,\"out\":\"ü\\n\",\"err\":\"\",\"build\":\"" + MINE + "\",\"later\":{}}";

        assertThat(answerTo("{\"id\":1,\"result\":" + asked + "}\n")).contains(new Answer(1, "ü\n", "", MINE));
    }

    @Test
    void anotherBuildIsNotBelieved() throws Exception {
        String other = "{\"code\":0,\"out\":\"all is well\",\"err\":\"\",\"build\":\"/opt/devctl.jar|1|9|3\"}";

        assertThat(answerTo("{\"id\":1,\"result\":" + other + "}\n")).isEmpty();
        assertThat(answerTo("{\"id\":1,\"result\":{\"code\":0,\"out\":\"all is well\",\"err\":\"\"}}\n"))
                .isEmpty();
    }

    @Test
    void aRefusalRubbishAndHalfAnAnswerAreNone() throws Exception {
        assertThat(answerTo("{\"id\":1,\"error\":\"not understood\"}\n")).isEmpty();
        assertThat(answerTo("HTTP/1.1 200 OK\n")).isEmpty();
        assertThat(answerTo("{\"id\":1,\"result\":{\"code\":0,\"build\":\"" + MINE + "\",\"out\":\"all is"))
                .isEmpty();
        assertThat(answerTo("{\"id\":1,\"result\":{\"out\":\"x\",\"build\":\"" + MINE + "\"}}\n"))
                .isEmpty();
        assertThat(answerTo("")).isEmpty();
    }

    @Test
    void silenceIsNotWaitedForWithoutEnd() throws Exception {
        try (ServerSocketChannel silent = listen()) {
            assertThat(silent.isOpen()).isTrue();
            assertThat(Inquiry.ask(state, question(MINE), Duration.ofMillis(200)))
                    .isEmpty();
        }
    }

    @Test
    void nobodyIsAskedWhereNobodyListensOrWithoutAJar() throws Exception {
        assertThat(Inquiry.ask(state, question(MINE), Duration.ofSeconds(20))).isEmpty();
        assertThat(Inquiry.ask(state.resolve("none"), question(MINE), Duration.ofSeconds(20)))
                .isEmpty();
        assertThat(Inquiry.ask(state, question(""), Duration.ofSeconds(20))).isEmpty();
    }

    private Optional<Answer> answerTo(String line) throws Exception {
        try (ServerSocketChannel server = listen()) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> serve(server, line));
            Optional<Answer> answer = Inquiry.ask(state, question(MINE), Duration.ofSeconds(20));
            answered.join();
            return answer;
        }
    }

    private static void serve(ServerSocketChannel server, String line) {
        try (SocketChannel client = server.accept()) {
            assertThat(client.read(ByteBuffer.allocate(4096))).isPositive();
            client.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ServerSocketChannel listen() throws IOException {
        Files.deleteIfExists(socket);
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    private static Question question(String build) {
        return new Question(List.of("status"), "/", Map.of("A", "\"ü\n"), "UTF-8", "", 0, build);
    }
}
