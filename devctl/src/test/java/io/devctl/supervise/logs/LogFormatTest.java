package io.devctl.supervise.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogFormatTest {
    @Test
    void everyTimeSurvivesTheWay() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Instant time = Instant.ofEpochMilli(random.nextLong(0, 4_000_000_000_000L));
            byte[] line = LogFormat.prefix(time, LogLine.Stream.OUT);
            assertThat(LogFormat.time(line, 0, line.length)).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "2026-01-31T10:00:00.000Z", "2026-13-31T10:00:00.000Z O x", "2026-01-31Tnine:00.000Z O x"})
    void whatIsNoLineIsNone(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(LogFormat.parse("a", bytes, 0, bytes.length)).isNull();
    }
}
