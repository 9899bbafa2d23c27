package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Run;
import io.devctl.testing.TwoServices;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bad input is named with its place and a way out, ends with the right exit code, and starts nothing. */
@Timeout(120)
class BadInputIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    @Test
    void everyProblemOfTheFileIsReportedAtOnce() {
        TwoServices.write(checkout);
        checkout.write("services.yaml", """
                project: bad
                services:
                  one:
                    comand: sleep 1
                    port: often
                    depends_on: [two]
                  two:
                    command: sleep 1
                    depends_on: [one, three]
                """);

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).isEqualTo(78);
        assertThat(up.err())
                .contains("'comand' (services.yaml:4:5)", "command")
                .contains("services.yaml:5:11")
                .contains("three")
                .doesNotContain("Exception");
        nothingStarted();
    }

    @Test
    void noServicesYamlInSight() {
        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).isEqualTo(78);
        assertThat(up.err()).contains("error: no services.yaml").contains("hint: ");
        nothingStarted();
    }

    @Test
    void aMissingEnvFileBesideAnExampleSaysHowToCopyIt() {
        checkout.write(".env.example", "API_KEY=\n");
        checkout.write("services.yaml", "services:\n  one:\n    command: sleep 1\n    env_file: .env\n");

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).isEqualTo(78);
        assertThat(up.err()).contains("hint: cp ").contains(".env.example");
        nothingStarted();
    }

    @Test
    void aTakenPortNamesItsOwner() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            checkout.write(
                    "services.yaml",
                    "services:\n  one:\n    command: sleep 1\n    port: " + taken.getLocalPort() + "\n");

            Run up = checkout.dev("up", "-d");

            assertThat(up.exitCode()).isEqualTo(69);
            assertThat(up.err())
                    .contains("port " + taken.getLocalPort())
                    .contains("pid " + ProcessHandle.current().pid())
                    .contains("java");
            nothingStarted();
        }
    }

    @Test
    void anUnknownCommandOptionOrServiceIsAUsageError() {
        TwoServices.write(checkout);

        assertThat(checkout.dev("upp").exitCode()).isEqualTo(64);
        assertThat(checkout.dev("up", "--detatch").err()).contains("'--detatch'", "--detach");
        Run up = checkout.dev("up", "-d", "nobody");
        assertThat(up.exitCode()).isEqualTo(64);
        assertThat(up.err()).contains("'nobody'").contains("api, intake, seed");
        assertThat(checkout.dev("stop", "nobody").exitCode()).isEqualTo(64);
        nothingStarted();
    }

    private void nothingStarted() {
        assertThat(Files.exists(checkout.root().resolve(".devctl/run"))).isFalse();
        assertThat(Files.exists(checkout.root().resolve(".devctl/postgres/data")))
                .isFalse();
    }
}
