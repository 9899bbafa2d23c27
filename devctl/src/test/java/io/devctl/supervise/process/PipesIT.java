package io.devctl.supervise.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PipesIT {
    @TempDir
    private Path state;

    /** The supervisor of before may take a while to end; what a helper tells is for the one that listens now. */
    @Test
    void whoHasClosedThemTakesNothingFromWhoOpensThemNext() throws Exception {
        RunDirectory run = RunDirectory.of(state);
        Files.createDirectories(run.root());
        Pipes first = Pipes.open(run);
        CountDownLatch ended = new CountDownLatch(1);
        Thread listener = new Thread(() -> {
            try {
                while (true) {
                    first.next();
                }
            } catch (IOException closed) {
                ended.countDown();
            }
        });
        listener.setDaemon(true);
        listener.start();
        Poll.until(
                () -> listener.getState() == Thread.State.RUNNABLE && reads(listener),
                Duration.ofSeconds(20),
                Duration.ofMillis(5));

        first.close();
        ended.await();
        try (Pipes second = Pipes.open(run)) {
            Files.writeString(run.events(), "started web 7\n");
            String line = second.next();
            assertThat(line.isEmpty() ? second.next() : line).isEqualTo("started web 7");
        }
    }

    private static boolean reads(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 0 && stack[0].getMethodName().startsWith("read");
    }
}
