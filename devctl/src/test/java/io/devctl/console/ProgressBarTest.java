package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.console.style.TerminalFeatures;
import io.devctl.console.style.Theme;
import io.devctl.model.Event;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();

    private ProgressBar bar(int width) {
        Theme theme = new Theme(new TerminalFeatures(false, false, width));
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return new ProgressBar(
                out,
                theme,
                stream -> event -> {
                    if (event instanceof Event.Warning warning) {
                        stream.println(warning.message());
                    }
                },
                now::get);
    }

    private static Target target(int number) {
        return new Target("a_service_with_a_long_name", "tenant" + number, "schema" + number, "sql");
    }

    private void run(ProgressBar bar) {
        List<TargetStatus> targets = IntStream.range(0, 40)
                .mapToObj(i -> new TargetStatus(
                        target(i), TargetState.PENDING, null, 0, List.of("20250101000001_x.sql"), null, null))
                .toList();
        bar.emit(new Event.MigrationsChecked(targets, Duration.ofMillis(3)));
        for (int i = 0; i < 10; i++) {
            now.addAndGet(Duration.ofMillis(250).toNanos());
            bar.emit(new Event.MigrationStarted(target(i), "20250101000001_a_rather_long_description.sql"));
            bar.emit(new Event.MigrationStarted(target(i + 1), "20250101000001_a_rather_long_description.sql"));
            now.addAndGet(Duration.ofMillis(250).toNanos());
            bar.emit(new Event.TargetFinished(new TargetResult(
                    target(i), TargetResult.Outcome.APPLIED, null, List.of("x.sql"), Duration.ofMillis(2), null)));
        }
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void saysHowManyAreDoneHowFastAndHowLongItWillTake() {
        try (ProgressBar bar = bar(100)) {
            run(bar);
        }
        assertThat(text())
                .contains("10 of 40 targets, 2/s, 15.0 s left")
                .contains("  tenant10 20250101000001_a_rather");
    }

    @Test
    void noLineIsAsWideAsTheTerminal() {
        try (ProgressBar bar = bar(40)) {
            run(bar);
        }
        assertThat(text().replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "").split("[\r\n]+"))
                .allSatisfy(line -> assertThat(line.length()).isLessThan(40));
        assertThat(text()).contains("10 of 40 targets");
    }

    @Test
    void whatElseIsSaidStandsAboveAndTheBarIsTakenAway() {
        try (ProgressBar bar = bar(60)) {
            run(bar);
            bytes.reset();
            bar.emit(new Event.Warning("look at this", null));
            // up from the last line to the bar, erase, say it, draw anew
            assertThat(text()).startsWith("\r\u001b[1A\u001b[J" + "look at this" + System.lineSeparator() + "[");
        }
        assertThat(text()).endsWith("\u001b[1A\u001b[J");
    }
}
