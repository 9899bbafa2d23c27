package io.devctl.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeakCheckIT {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @Test
    void findsAChildThatStillRuns() throws IOException, InterruptedException {
        Process child = new ProcessBuilder("sleep", "60").start();
        assertThat(leaks.leaks()).singleElement().asString().contains("sleep 60");
        child.destroyForcibly().waitFor();
        assertThat(leaks.leaks()).isEmpty();
    }

    @Test
    void findsAMarkedProcessThatLeftItsParent() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "sleep 61 </dev/null >/dev/null 2>&1 &");
        builder.environment().put(LeakCheck.MARK, leaks.mark());
        builder.start().waitFor();
        assertThat(leaks.leaks()).singleElement().asString().contains("sleep 61");
        ProcessHandle.allProcesses()
                .filter(handle -> leaks.leakingPids().contains(handle.pid()))
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void findsAPortThatIsStillOpen() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).isTrue();
            assertThat(leaks.leaks()).singleElement().asString().startsWith("listening port");
        }
        assertThat(leaks.leaks()).isEmpty();
    }
}
