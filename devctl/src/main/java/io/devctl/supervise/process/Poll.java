package io.devctl.supervise.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that nobody tells: looks again after short pauses. The place for every such wait. */
public final class Poll {
    private Poll() {}

    /**
     * Waits until the condition holds, looking every few ms.
     *
     * @return whether it holds; false after {@code atMost} or when the thread is interrupted
     */
    public static boolean until(BooleanSupplier condition, Duration atMost, Duration pause) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
