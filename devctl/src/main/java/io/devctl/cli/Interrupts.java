package io.devctl.cli;

import io.devctl.model.ExitCode;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jline.utils.Signals;

/** Ctrl-C, SIGTERM and a closed terminal: the first one ends the work in good order, the second at once. */
final class Interrupts {
    private final AtomicBoolean interrupted = new AtomicBoolean();

    private Interrupts() {}

    /**
     * From now on runs {@code leave} at the first signal and then ends the process with the signal's exit code; a second
     * signal ends it without waiting.
     */
    static Interrupts handle(Consumer<ExitCode> leave) {
        Interrupts interrupts = new Interrupts();
        interrupts.register("INT", ExitCode.INTERRUPTED, leave);
        interrupts.register("TERM", ExitCode.TERMINATED, leave);
        interrupts.register("HUP", ExitCode.INTERRUPTED, leave);
        return interrupts;
    }

    /** Whether a signal has come; then the thread that did the work has nothing more to say. */
    boolean happened() {
        return interrupted.get();
    }

    /** Never returns: the thread of the signal ends the process. */
    int awaitEnd() {
        while (true) {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException ignored) {
                // nobody interrupts the main thread of a process that is ending
            }
        }
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
