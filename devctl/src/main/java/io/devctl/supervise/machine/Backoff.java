package io.devctl.supervise.machine;

import io.devctl.supervise.unit.Restart;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before a restart. */
final class Backoff {
    private static final double JITTER = 0.2;
    private static final int MOST_DOUBLINGS = 30;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait before the restart with this number, counted from 0: doubled each time, capped, give or take a fifth. */
    Duration before(int restart, Restart rule) {
        double doubled = (double) rule.backoff().toMillis() * Math.pow(2, Math.min(restart, MOST_DOUBLINGS));
        double capped = Math.min(doubled, (double) rule.maxBackoff().toMillis());
        return Duration.ofMillis(Math.round(capped * (1 + JITTER * (2 * random.nextDouble() - 1))));
    }
}
