package io.devctl.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.ServiceState;
import io.devctl.supervise.unit.Condition;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The control socket: where it is, and that nobody who connects can do harm. */
@Timeout(60)
final class ControlIT {
    private static final String DEEP = "tief/" + "verschachtelt und lang/".repeat(10) + "ğüş";

    @RegisterExtension
    private final TestEnvironment environment = new TestEnvironment(DEEP);

    private Path socket() {
        return Supervisor.Address.read(io.devctl.supervise.process.RunDirectory.of(environment.state()))
                .map(Supervisor.Address::socket)
                .orElseThrow();
    }

    @Test
    void worksInADeepCheckout() throws IOException {
        SupervisorClient client = environment.started();
        assertThat(environment.state().toString().length()).isGreaterThan(200);
        assertThat(socket().toString().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(100);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-------");
        client.apply(List.of(environment.shell("a", "echo up; pwd; sleep 1000")));
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
        environment.awaitOutput("a", environment.dir().toRealPath().toString());
    }

    @Test
    void survivesRubbish() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(List.of(environment.shell("a", "sleep 1000")));
        for (String rubbish : List.of(
                "\n\n",
                "{}\n",
                "[1]\n",
                "{\"id\":1,\"op\":\"NO\"}\n",
                "{\"id\":1,\"op\":\"APPLY\"}\n",
                "\0\u0001\u00ff\n",
                "{\"id\":2,\"op\":\"APPLY\",\"specs\":[{\"name\":null}]}\n",
                "{\"id\":3,\"op\":\"OWN",
                "{\"id\":\"x\"}\n",
                "null\n",
                "{\"id\":4,\"op\":\"STOP\",\"units\":[null]}\n",
                "[".repeat(100_000) + "\n")) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
                channel.write(ByteBuffer.wrap(rubbish.getBytes(StandardCharsets.UTF_8)));
            }
        }
        assertThat(TestEnvironment.awaitState(client, "a", ServiceState.READY).pid())
                .isNotNull();
    }

    @Test
    void dropsWhoSendsWithoutEnd() throws IOException {
        SupervisorClient client = environment.started();
        ByteBuffer endless = ByteBuffer.allocate(1_000_000);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            for (int i = 0; i < 40; i++) {
                endless.clear();
                channel.write(endless);
            }
        } catch (IOException dropped) {
            assertThat(dropped).hasMessageContaining("pipe");
        }
        assertThat(client.status()).isEmpty();
    }

    @Test
    void aClientThatNeverReadsSlowsNobody() throws IOException {
        SupervisorClient client = environment.started();
        String subscribe = "{\"id\":1,\"op\":\"SUBSCRIBE\"}\n";
        try (SocketChannel deaf = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            deaf.write(ByteBuffer.wrap(subscribe.getBytes(StandardCharsets.UTF_8)));
            client.apply(List.of(Specs.after(environment.shell("a", "x"), "nothing", new Condition.Ready())));
            for (int i = 0; i < 3000; i++) {
                client.fact("nothing", false, "x".repeat(2000) + i);
            }
        }
        assertThat(client.status()).hasSize(1);
    }
}
