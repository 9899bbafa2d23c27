package io.devctl.postgres.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.cli.Cli;
import io.devctl.hints.Hint;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.PostgresSettings;
import io.devctl.testing.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hint about a server that does not run, which is shown after half a minute; here after less. */
@Timeout(120)
class ServerHintsIT {
    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws Exception {
        cli = new Cli(folder.toRealPath()).with("DEVCTL_NO_GOLDEN", "1");
        cli.write("services.yaml", "services: {web: {command: x}}\n");
    }

    @AfterEach
    void stop() {
        good("down");
    }

    private Run good(String... command) {
        Run run = cli.dev(command);
        assertThat(run.exitCode()).as("%s", run).isZero();
        return run;
    }

    @Test
    void aServerThatDoesNotRun() throws Exception {
        good("up", "postgres", "-d");
        var address =
                java.net.URI.create(good("db", "url").out().lines().findFirst().orElseThrow());
        String[] login = String.valueOf(address.getUserInfo()).split(":", 2);
        Endpoint at = new Endpoint(address.getHost(), address.getPort(), "postgres", login[0], login[1]);
        good("down");
        PostgresSettings settings = new PostgresSettings(
                "external", "", at.database(), at.user(), at.password(), at.port(), List.of(), Map.of());
        ExternalServer server = new ExternalServer(settings, at, null, Duration.ofMillis(300));
        DevctlException refused = catchThrowableOfType(DevctlException.class, () -> server.start(EventSink.none()));
        Hint start = Hint.of("start that server, or use devctl's own in services.yaml: postgres: {provider: embedded}");
        start.follow(refused, hint -> {
            good("up", "postgres", "-d");
            assertThat(server.start(EventSink.none())).isEqualTo(at);
        });
        start.follow(refused, hint -> {
            cli.write("services.yaml", hint.text().substring(hint.text().indexOf("postgres: {")) + "\n");
            good("up", "postgres", "-d");
        });
    }
}
