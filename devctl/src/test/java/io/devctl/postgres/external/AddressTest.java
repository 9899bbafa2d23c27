package io.devctl.postgres.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.ExitCode;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.PostgresSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressTest {
    private static PostgresSettings settings(String url, @Nullable String allowReset) {
        return new PostgresSettings(
                "external", "18", "shop", "ann", "s3cret", null, List.of(), Map.of(), null, url, allowReset);
    }

    private static Endpoint read(String url) {
        return Address.of(settings(url, "true"));
    }

    @Test
    void readsHostAndPortInEveryForm() {
        assertThat(read("postgresql://ann:s3cret@db.example/shop"))
                .isEqualTo(new Endpoint("db.example", 5432, "shop", "ann", "s3cret"));
        assertThat(read("postgresql://db_1:6543").host()).isEqualTo("db_1");
        assertThat(read("postgresql://ann@[::1]:6543/shop"))
                .isEqualTo(new Endpoint("::1", 6543, "shop", "ann", "s3cret"));
        assertThat(read("postgresql://[::1]").port()).isEqualTo(5432);
    }

    @Test
    void keepsWhatTheAddressSaysAboutEncryptionInEveryFormOfIt() {
        Endpoint at = read("postgresql://db/shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");

        assertThat(at.url())
                .isEqualTo("postgresql://ann:s3cret@db:5432/shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");
        assertThat(at.jdbcUrl()).endsWith("&sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");
        assertThat(at.safeUrl()).isEqualTo("postgresql://ann@db:5432/shop");
    }

    @Test
    void letsNoParameterSendServicesToAnotherServer() {
        assertThat(read("postgresql://db/shop?host=prod&user=root&password=x&sslmode=require")
                        .parameters())
                .isEqualTo(Map.of("sslmode", "require"));
    }

    @Test
    void refusesSeveralHostsAndNone() {
        assertThatThrownBy(() -> read("postgresql://a:1,b:2/shop"))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining("several hosts")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> read("postgresql://ann@:5432/shop")).hasMessageContaining("no host");
        assertThatThrownBy(() -> read("postgresql://db:99999/shop")).hasMessageContaining("'99999'");
    }

    @Test
    void wipesOnlyTheServerThatIsNamed(@TempDir Path state) {
        assertThat(wipeable("127.0.0.1", "true", state)).isTrue();
        assertThat(wipeable("[::1]", "true", state)).isTrue();
        assertThat(wipeable("192.0.2.7", "true", state)).isFalse();
        assertThat(wipeable("192.0.2.7", "192.0.2.7", state)).isTrue();
        assertThat(wipeable("192.0.2.7", "192.0.2.8", state)).isFalse();
        assertThat(wipeable("127.0.0.1", null, state)).isFalse();
    }

    private static boolean wipeable(String host, @Nullable String allowReset, Path state) {
        try {
            ExternalServer.of(settings("postgresql://" + host + "/shop", allowReset), state)
                    .checkWipe();
            return true;
        } catch (DevctlException refused) {
            assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
            assertThat(refused.hint()).isPresent();
            return false;
        }
    }

    @Test
    void saysWhoDidNotAnswerInTheNetworksOwnWords(@TempDir Path state) throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        PostgresSettings settings = settings("postgresql://127.0.0.1:" + nobody + "/shop", "true");
        List<Event> events = new ArrayList<>();
        ExternalServer server = new ExternalServer(settings, Address.of(settings), state, Duration.ofMillis(500));

        DevctlException failure = catchThrowableOfType(DevctlException.class, () -> server.start(events::add));

        assertThat(failure.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(failure.getMessage())
                .contains("'127.0.0.1:" + nobody + "'")
                .contains("Connection refused")
                .doesNotContain("s3cret");
        assertThat(events).filteredOn(Event.PostgresProgress.class::isInstance).hasSize(1); // that it waits, once
        assertThat(events.get(events.size() - 1))
                .isInstanceOfSatisfying(
                        Event.Progress.class,
                        waiting -> assertThat(waiting.stage()).isEqualTo(Event.Progress.Stage.BROKEN));
        assertThat(ExternalServer.recorded(state)).isEmpty();
        assertThat(server.status().running()).isFalse();
    }
}
