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
            if (!pause(pause)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Waits before the next look.
     *
     * @return false when the thread is interrupted
     */
    static boolean pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
