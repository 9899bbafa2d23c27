package io.devctl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.system.PortOwner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortLeasesTest {
    @TempDir
    Path temp = Path.of("/");

    @Test
    void aLeaseStaysAndDiffersByNameAndCheckout() {
        Path one = temp.resolve("one/.devctl");
        int port = PortLeases.lease(one, "postgres");
        assertThat(port).isBetween(PortLeases.LOWEST, PortLeases.HIGHEST);
        assertThat(PortLeases.lease(one, "postgres")).isEqualTo(port);
        assertThat(PortLeases.lease(one, "auth_api")).isNotEqualTo(port);
        assertThat(PortLeases.lease(temp.resolve("two/.devctl"), "postgres")).isNotEqualTo(port);
    }

    @Test
    void aRenewedLeaseIsAnotherPort() {
        int port = PortLeases.lease(temp, "postgres");
        int other = PortLeases.renew(temp, "postgres");
        assertThat(other).isNotEqualTo(port);
        assertThat(PortLeases.leased(temp, "postgres")).hasValue(other);
    }

    @Test
    void threadsThatLeaseAtOnceAgree() {
        Set<Integer> ports = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 8).parallel().forEach(i -> ports.add(PortLeases.lease(temp, "postgres")));
        assertThat(ports).hasSize(1);
    }

    @Test
    void garbageHeals() throws IOException {
        for (String garbage :
                new String[] {"", "{", "[]", "{\"postgres\": \"x\"}", "{\"postgres\": null}", "{\"postgres\": 99999}"
                }) {
            Files.writeString(temp.resolve("ports.json"), garbage);
            assertThat(PortLeases.leased(temp, "postgres")).isEmpty();
            assertThat(PortLeases.lease(temp, "postgres")).isPositive();
        }
    }

    @Test
    void aHeldPortNamesItsCheckout() {
        Path holder = temp.resolve("one/.devctl");
        Path other = temp.resolve("two/.devctl");
        int port = PortLeases.lease(holder, "postgres");
        assertThat(PortLeases.otherHolder(other, port)).contains(holder);
        assertThat(PortLeases.otherHolder(holder, port)).isEmpty();
        PortLeases.renew(holder, "postgres");
        assertThat(PortLeases.otherHolder(other, port)).isEmpty();
    }

    @Test
    void aFixedPortIsNoted() {
        PortLeases.hold(temp, "postgres", 5433);
        assertThat(PortLeases.lease(temp, "postgres")).isEqualTo(5433);
    }

    @Test
    void tellsAFreePortFromATakenOneAndWhoTookIt() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            assertThat(PortOwner.isFree(port)).isFalse();
            assertThat(PortOwner.of(port).map(PortOwner::pid))
                    .contains(ProcessHandle.current().pid());
        }
        assertThat(PortOwner.isFree(port)).isTrue();
        assertThat(PortOwner.of(port)).isEmpty();
    }

    @Test
    void theStateDirectoryIsPrivateAndIgnored() throws IOException {
        Path state = temp.resolve("deep/.devctl");
        PortLeases.lease(state, "postgres");
        assertThat(Files.getPosixFilePermissions(state)).hasSize(3);
        assertThat(state.resolve(".gitignore")).hasContent("*");
    }
}
