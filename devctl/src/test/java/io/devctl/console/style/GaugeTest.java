package io.devctl.console.style;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Amount;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GaugeTest {
    private static final Theme THEME = new Theme(new TerminalFeatures(false, true, 80));

    private static String line(Amount amount, Duration spent) {
        return new Gauge(amount, 0, spent).line(THEME, 70);
    }

    @Test
    void countsWhatHasATotal() {
        assertThat(line(new Amount(12, 30, "target"), Duration.ofMillis(1500)))
                .isEqualTo("[############..................] 12 of 30 targets · 8/s · 2.2 s left");
    }

    @Test
    void hasNoBarWhereNobodyKnowsTheTotal() {
        assertThat(line(new Amount(12_300, 0, "file"), Duration.ofSeconds(3)))
                .isEqualTo("12,300 files · 4,100/s · 3.0 s");
        assertThat(line(Amount.NONE, Duration.ofSeconds(3))).isEqualTo("3.0 s");
        assertThat(line(Amount.bytes(5 << 20, 0), Duration.ofSeconds(2))).isEqualTo("5 MB · 2.5 MB/s · 2.0 s");
    }

    @Test
    void measuresDataInTheUnitOfTheWhole() {
        assertThat(line(Amount.bytes(300L << 20, 2L << 30), Duration.ofSeconds(2)))
                .isEqualTo("[###........................] 0.3 of 2.0 GB · 150.0 MB/s · 11.6 s left");
        assertThat(line(Amount.bytes(300 << 10, 700 << 10), Duration.ofSeconds(1)))
                .isEqualTo("[############..................] 300 of 700 kB · 300 kB/s · 1.3 s left");
    }

    @Test
    void whatIsGivenUpAfterAWhileShowsThatTime() {
        assertThat(line(Amount.within(Duration.ofSeconds(60)), Duration.ofSeconds(20)))
                .isEqualTo("[##########....................] 20.0 s of 1 min");
    }

    @Test
    void saysTheSameInALineOfWords() {
        Gauge gauge = new Gauge(Amount.bytes(3 << 20, 15 << 20), 0, Duration.ofSeconds(2));
        assertThat(gauge.text()).isEqualTo("3.0 of 15.0 MB (1.5 MB/s, 8.0 s left)");
        assertThat(gauge.result(Duration.ofSeconds(2))).isEqualTo("3 MB (2.0 s, 1.5 MB/s)");
        assertThat(new Gauge(Amount.NONE, 0, Duration.ofSeconds(2)).result(Duration.ofSeconds(2)))
                .isEqualTo("(2.0 s)");
    }
}
