package io.devctl.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.cli.Cli;
import io.devctl.hints.Hint;
import io.devctl.model.DevctlException;
import io.devctl.testing.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hint about a supervisor that nobody reaches, which is shown after 20 seconds; here after less. */
@Timeout(120)
class SupervisorHintsIT {
    @TempDir
    private Path folder;

    private Cli cli = new Cli(Path.of(""));

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
    void anEarlierOneThatCannotBeReached() throws Exception {
        cli = new Cli(folder.toRealPath());
        cli.write("services.yaml", "services: {web: {command: exec sleep 600, database: false}}\n");
        good("up", "-d");
        Path state = cli.root().resolve(".devctl");
        Files.delete(state.resolve("run/supervisor.json"));
        Files.delete(state.resolve("run/control.sock"));
        DevctlException silent = catchThrowableOfType(
                DevctlException.class, () -> new SupervisorProcess.Spawned(state, null, Duration.ofMillis(300)).join());
        Hint.of("dev down ends what is left of an earlier one; then try again").follow(silent, hint -> {
            good("down");
            good("up", "-d");
            assertThat(good("status", "--check").out()).contains("web");
        });
    }
}
