package io.devctl.supervise.machine;

import java.time.Duration;
import java.util.Locale;

/** How the machine words what it tells. */
final class Words {
    private Words() {}

    // 0.4 s
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
