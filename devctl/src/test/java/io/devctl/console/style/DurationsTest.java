package io.devctl.console.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void saysDurationsAsPeopleDo() {
        assertThat(List.of(0L, 9L, 99L, 100L, 412L, 999L, 1000L, 12_345L, 59_999L, 60_000L, 125_900L, 3_599_999L))
                .extracting(millis -> Durations.text(Duration.ofMillis(millis)))
                .containsExactly(
                        "0 ms",
                        "9 ms",
                        "99 ms",
                        "0.1 s",
                        "0.4 s",
                        "0.9 s",
                        "1.0 s",
                        "12.3 s",
                        "59.9 s",
                        "1 min",
                        "2 min 5 s",
                        "59 min 59 s");
        assertThat(Durations.text(Duration.ofMinutes(182))).isEqualTo("3 h 2 min");
        assertThat(Durations.text(Duration.ofHours(97))).isEqualTo("4 d 1 h");
        assertThat(Durations.text(Duration.ofDays(1234))).isEqualTo("1,234 d");
        assertThat(Durations.text(Duration.ofNanos(-1))).isEqualTo("0 ms");
    }

    @Test
    void countsWithCommasInEveryLocale() {
        assertThat(Counts.text(999)).isEqualTo("999");
        assertThat(Counts.text(-999)).isEqualTo("-999");
        assertThat(Counts.text(-123_456)).isEqualTo("-123,456");
        assertThat(Counts.text(1_234_567)).isEqualTo("1,234,567");
        assertThat(Counts.of(1, "target")).isEqualTo("1 target");
        assertThat(Counts.of(0, "target")).isEqualTo("0 targets");
        assertThat(Counts.of(1203, "target")).isEqualTo("1,203 targets");
    }

    @Test
    void namesTheFirstAndCountsTheRest() {
        assertThat(Counts.names(List.of(), 2)).isEmpty();
        assertThat(Counts.names(List.of("a", "b", "c"), 2)).isEqualTo("a, b, c");
        assertThat(Counts.names(List.of("a", "b", "c", "d"), 2)).isEqualTo("a, b and 2 more");
    }
}
