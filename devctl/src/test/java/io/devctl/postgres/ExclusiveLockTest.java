package io.devctl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusiveLockTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path temp = Path.of("/");

    @Test
    void letsInOneAtATime() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        IntStream.range(0, 50)
                .parallel()
                .forEach(i -> ExclusiveLock.holding(temp.resolve("lock"), "counting", LONG, () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    return inside.decrementAndGet();
                }));
        assertThat(most).hasValue(1);
    }

    @Test
    void namesTheHolderWhenItTakesTooLong() {
        Path file = temp.resolve("lock");
        DevctlException error = ExclusiveLock.holding(
                file,
                "holding",
                LONG,
                () -> CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                                DevctlException.class,
                                () -> ExclusiveLock.holding(file, "starting", Duration.ofMillis(20), () -> 1)))
                        .join());
        assertThat(error.code()).isEqualTo(ExitCode.LOCKED);
        assertThat(error)
                .hasMessageContaining("pid " + ProcessHandle.current().pid())
                .hasMessageContaining("starting");
    }

    @Test
    void isFreeAfterAFailure() {
        Path file = temp.resolve("lock");
        assertThatThrownBy(() -> ExclusiveLock.holding(file, "failing", LONG, () -> {
                    throw new IllegalStateException("inside");
                }))
                .hasMessage("inside");
        assertThat(ExclusiveLock.<Integer>holding(file, "again", Duration.ZERO, () -> 7))
                .isEqualTo(7);
    }

    @Test
    void aFolderThatIsMissingIsAClearError() {
        assertThatThrownBy(() -> ExclusiveLock.holding(temp.resolve("no/lock"), "x", LONG, () -> 1))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining("no such file");
    }
}
