package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static io.devctl.hints.Hinted.itself;

import io.devctl.cli.Cli;
import io.devctl.supervise.process.Poll;
import io.devctl.testing.Run;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hints about terminals that cannot be used. */
@Timeout(120)
class ScreenHintsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws Exception {
        cli = new Cli(folder.toRealPath()).inTerminal();
        cli.write("services.yaml", "services: {web: {command: exec sleep 600, database: false}}\n");
    }

    @AfterEach
    void stop() {
        good(cli.dev("down"));
    }

    @Test
    void aTerminalThatIsNone() throws Exception {
        Hint.of("dev status").follow(bad(cli.dev("status", "--watch")), itself(cli));
        Cli.Going up = cli.start("up").await("no live screen");
        Poll.until(() -> cli.dev("status", "--check").exitCode() == 0, PATIENCE, PAUSE);
        Hint.of("dev up --plain").follow(new Run(0, "", up.said()), hint -> {
            good(cli.dev("down"));
            up.await();
            cli.start("up", "--plain").await("service ready");
        });
    }
}
