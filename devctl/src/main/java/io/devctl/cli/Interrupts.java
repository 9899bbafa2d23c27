package io.devctl.cli;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jline.utils.Signals;

/** Ctrl-C, SIGTERM and a closed terminal: the first one ends the work in good order, the second at once. */
final class Interrupts {
    /** A server that does not answer a cancel must not keep a terminal. */
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(3);

    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final CountDownLatch worked = new CountDownLatch(1);

    private Interrupts() {}

    /** Loads what {@link #handle} needs; for a thread that has nothing better to do. JLine begins by asking for a logger. */
    static void prepare() {
        var unused = System.getLogger(Signals.class.getPackageName());
    }

    /**
     * From now on runs {@code leave} at the first signal and then ends the process with the signal's exit code; a second
     * signal ends it without waiting.
     */
    static Interrupts handle(Consumer<ExitCode> leave) {
        Interrupts interrupts = new Interrupts();
        return interrupts.registered(leave);
    }

    /**
     * As {@link #handle}, for work that ends soon once it is cancelled: the process ends behind it, so that nothing that it
     * has asked a server for is still on its way. To be done by {@link #during}.
     */
    static Interrupts cancelling(Runnable cancel) {
        Interrupts interrupts = new Interrupts();
        return interrupts.registered(code -> {
            cancel.run();
            interrupts.awaitWork();
        });
    }

    /** What the work gives; does not return once a signal has come, whatever became of the work. */
    <T> T during(Supplier<T> work) {
        try {
            T done = work.get();
            if (happened()) {
                awaitEnd();
            }
            return done;
        } catch (DevctlException e) {
            if (happened()) {
                awaitEnd();
            }
            throw e;
        }
    }

    private void awaitWork() {
        try {
            var unused = worked.await(CANCEL_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a signal has come; then the thread that did the work has nothing more to say. */
    boolean happened() {
        return interrupted.get();
    }

    /** Never returns: the thread of the signal ends the process. */
    int awaitEnd() {
        worked.countDown();
        while (true) {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException ignored) {
                // nobody interrupts the main thread of a process that is ending
            }
        }
    }

    /** As if the user had pressed Ctrl-C; returns before that has an effect. */
    static void raise() {
        try {
            Process unused = new ProcessBuilder(
                            "kill",
                            "-INT",
                            String.valueOf(ProcessHandle.current().pid()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Interrupts registered(Consumer<ExitCode> leave) {
        register("INT", ExitCode.INTERRUPTED, leave);
        register("TERM", ExitCode.TERMINATED, leave);
        register("HUP", ExitCode.INTERRUPTED, leave);
        return this;
    }

    private void register(String signal, ExitCode code, Consumer<ExitCode> leave) {
        Signals.register(signal, () -> {
            if (!interrupted.compareAndSet(false, true)) {
                Runtime.getRuntime().halt(code.number());
            }
            try {
                leave.accept(code);
            } finally {
                Runtime.getRuntime().halt(code.number());
            }
        });
    }
}
