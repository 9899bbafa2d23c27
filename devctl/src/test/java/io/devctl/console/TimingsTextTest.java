package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.TimedStep;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimingsTextTest {
    @Test
    void tellsWhatTheEndWaitedForFromWhatRanBesideIt() {
        assertThat(new TimingsText(Samples.unicode(80))
                        .report(List.of(
                                step("devctl", "started", 0, 300, true),
                                step("build", "completed", 400, 6900, true),
                                step("postgres", "started", 300, 900, false),
                                step("auth_api.migrations", "failed", 1200, 31, false),
                                step("auth_api", "ready", 7300, 700, true))))
                .isEqualTo("""
                        critical path: 8.0 s
                           FROM   TOOK  STEP
                           0 ms  0.3 s  devctl               started
                          0.4 s  6.9 s  build                completed
                          7.3 s  0.7 s  auth_api             ready
                        beside it
                          0.3 s  0.9 s  postgres             started
                          1.2 s  31 ms  auth_api.migrations  failed
                        """);
    }

    private static TimedStep step(String name, String what, long from, long took, boolean critical) {
        return new TimedStep(name, what, Duration.ofMillis(from), Duration.ofMillis(took), critical);
    }
}
