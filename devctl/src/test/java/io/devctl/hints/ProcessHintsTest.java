package io.devctl.hints;

import static io.devctl.hints.Hinted.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.console.ErrorText;
import io.devctl.console.style.Theme;
import io.devctl.model.DevctlException;
import io.devctl.model.Leftover;
import io.devctl.postgres.ExclusiveLock;
import io.devctl.testing.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hints that name processes. */
class ProcessHintsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Run shell(String command) throws Exception {
        return Run.await(new ProcessBuilder("/bin/sh", "-c", command).start(), LONG);
    }

    @Test
    void processesThatAreLeft() throws Exception {
        Process one = new ProcessBuilder("sleep", "600").start();
        Process two = new ProcessBuilder("sleep", "600").start();
        String said = ErrorText.leftovers(
                List.of(
                        new Leftover(one.pid(), "sleep 600", null, "web"),
                        new Leftover(two.pid(), "sleep 600", null, null)),
                Theme.ascii());
        Hint.of("kill -9 {}").follow(new Run(1, "", said), hint -> {
            good(shell(hint.text()));
            assertThat(one.waitFor()).isNotZero();
            assertThat(two.waitFor()).isNotZero();
        });
    }

    @Test
    void whoHoldsALock(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("lock");
        DevctlException busy = ExclusiveLock.holding(
                file,
                "holding",
                LONG,
                () -> CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                                DevctlException.class,
                                () -> ExclusiveLock.holding(file, "starting", Duration.ofMillis(20), () -> 1)))
                        .join());
        Hint.of("ps -p {}").follow(busy, hint -> {
            assertThat(good(shell(hint.text())).out()).contains(hint.part(0), "java");
            assertThat(ExclusiveLock.<Integer>holding(file, "starting", LONG, () -> 1))
                    .isEqualTo(1);
        });
    }
}
