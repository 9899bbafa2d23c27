package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment until which something is waited for, on the clock that never jumps; the one place that sleeps. */
public final class Deadline {
    private final long start;
    private final Duration length;

    private Deadline(Duration length) {
        this.start = System.nanoTime();
        this.length = length;
    }

    /** The moment that is this far away. */
    public static Deadline in(Duration length) {
        return new Deadline(length);
    }

    /** How long it still is; zero when it has passed. */
    public Duration left() {
        Duration left = length.minusNanos(System.nanoTime() - start);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** How long has been waited. */
    public Duration spent() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * Waits a moment before the next look.
     *
     * @return false when the deadline has passed; then nothing was waited
     */
    public boolean pause(Duration moment) {
        if (left().isZero()) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(Math.min(moment.toNanos(), left().toNanos()));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted", null, e);
        }
    }
}
