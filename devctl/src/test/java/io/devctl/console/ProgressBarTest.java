package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.console.style.TerminalFeatures;
import io.devctl.console.style.Theme;
import io.devctl.model.Activity;
import io.devctl.model.Amount;
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

    private PlainPrinter printer(int width) {
        return printer(new TerminalFeatures(false, false, width));
    }

    private PlainPrinter printer(TerminalFeatures features) {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return new PlainPrinter(out, new Theme(features), List.of(), PlainPrinter.Progress.CHANGING, now::get);
    }

    private static Target target(int number) {
        return new Target("a_service_with_a_long_name", "tenant" + number, "schema" + number, "sql");
    }

    private void run(PlainPrinter bar) {
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
        try (PlainPrinter bar = printer(100)) {
            run(bar);
        }
        assertThat(text())
                .contains("10 of 40 targets, 2/s, 15.0 s left")
                .contains("  tenant10 20250101000001_a_rather");
    }

    @Test
    void noLineIsAsWideAsTheTerminal() {
        try (PlainPrinter bar = printer(40)) {
            run(bar);
        }
        assertThat(text().replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "").split("[\r\n]+"))
                .filteredOn(line -> line.startsWith("[") || line.startsWith("  "))
                .hasSizeGreaterThan(4)
                .allSatisfy(line -> assertThat(line.length()).isLessThan(40));
        assertThat(text()).contains("10 of 40 targets");
    }

    @Test
    void whatElseIsSaidStandsAboveAndTheBarIsTakenAway() {
        try (PlainPrinter bar = printer(60)) {
            run(bar);
            bytes.reset();
            bar.emit(new Event.Warning("look at this", null));
            // up from the last line to the bar, erase, say it, draw anew
            assertThat(text()).startsWith("\r\u001b[1A\u001b[J" + "warning: look at this\n[");
            bytes.reset();
        }
        assertThat(text()).isEqualTo("\r\u001b[1A\u001b[J");
    }

    private static Event.Progress fetching(long megabytes, Event.Stage stage) {
        return new Event.Progress(
                "postgres", "fetching Postgres 15.19", "", Amount.bytes(megabytes << 20, 15 << 20), stage);
    }

    private String shown(TerminalFeatures features, Event.Progress... events) {
        try (PlainPrinter bar = printer(features)) {
            for (Event.Progress event : events) {
                now.addAndGet(Duration.ofSeconds(2).toNanos());
                bytes.reset();
                bar.emit(event);
                bar.look();
            }
            return text();
        }
    }

    @Test
    void aDownloadHasALineThatChangesWithBytesRateAndTimeLeft() {
        TerminalFeatures unicode = new TerminalFeatures(false, true, 90);
        assertThat(shown(unicode, fetching(0, Event.Stage.GOING), fetching(3, Event.Stage.GOING)))
                .endsWith("fetching Postgres 15.19  [####...................] 3.0 of 15.0 MB · 1.5 MB/s · 8.0 s left");
    }

    @Test
    void atFortyColumnsTheAmountIsWhatIsLeftOfIt() {
        TerminalFeatures narrow = new TerminalFeatures(false, false, 40);
        String line = shown(narrow, fetching(0, Event.Stage.GOING), fetching(3, Event.Stage.GOING));
        assertThat(line).endsWith("fetching Postgres 15.19  3.0 of 15.0 MB");
        assertThat(line.substring(line.lastIndexOf('J') + 1)).hasSizeLessThan(40);
    }

    @Test
    void whatIsDoneSaysHowLongItTookAndNothingGoesOn() {
        TerminalFeatures wide = new TerminalFeatures(false, false, 90);
        assertThat(shown(
                        wide,
                        fetching(0, Event.Stage.GOING),
                        fetching(3, Event.Stage.GOING),
                        fetching(15, Event.Stage.DONE)))
                .isEqualTo("\r\u001b[J" + "postgres  fetching Postgres 15.19: done, 15 MB (4.0 s, 3.7 MB/s)\n");
    }

    @Test
    void whatCameBeforeTheFirstByteDoesNotSlowTheRateDown() {
        TerminalFeatures wide = new TerminalFeatures(false, false, 90);
        Event.Progress nothing =
                new Event.Progress("postgres", "fetching Postgres 15.19", "", Amount.NONE, Event.Stage.GOING);
        assertThat(shown(
                        wide,
                        nothing,
                        nothing,
                        nothing,
                        fetching(0, Event.Stage.GOING),
                        fetching(3, Event.Stage.GOING)))
                .endsWith("3.0 of 15.0 MB, 1.5 MB/s, 8.0 s left");
    }

    @Test
    void whatIsOverBeforeAnybodyCouldReadItIsNotSpokenOf() {
        try (PlainPrinter bar = printer(90)) {
            bar.emit(fetching(0, Event.Stage.GOING));
            now.addAndGet(Duration.ofMillis(900).toNanos());
            bar.look();
            bar.emit(fetching(15, Event.Stage.DONE));
        }
        assertThat(text()).isEmpty();
    }

    @Test
    void whatBreaksJustGoesAway() {
        TerminalFeatures wide = new TerminalFeatures(false, false, 90);
        assertThat(shown(
                        wide,
                        fetching(0, Event.Stage.GOING),
                        fetching(3, Event.Stage.GOING),
                        fetching(3, Event.Stage.BROKEN)))
                .isEqualTo("\r\u001b[J");
    }

    @Test
    void linesThatStayComeSoonAndThenOneInTenSeconds() {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Theme theme = new Theme(new TerminalFeatures(false, false, TerminalFeatures.UNLIMITED));
        PlainPrinter printer = new PlainPrinter(out, theme, List.of(), PlainPrinter.Progress.LINES, now::get);
        Activity activity =
                Activity.begin(printer, "dev", "waiting for redis:6379", Amount.within(Duration.ofMinutes(1)));
        activity.say("Connection refused");
        for (int second = 1; second <= 25; second++) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            printer.look();
        }
        activity.done();
        activity.close();
        assertThat(text()).isEqualTo("""
                dev       waiting for redis:6379: Connection refused: 1.0 s of 1 min
                dev       waiting for redis:6379: Connection refused: 11.0 s of 1 min
                dev       waiting for redis:6379: Connection refused: 21.0 s of 1 min
                dev       waiting for redis:6379: done (25.0 s)
                """);
    }

    @Test
    void nothingOfItIsSaidToWhoWantsTheResultAlone() {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        PlainPrinter printer = new PlainPrinter(out, Theme.ascii(), List.of(), PlainPrinter.Progress.NONE, now::get);
        printer.emit(fetching(0, Event.Stage.GOING));
        now.addAndGet(Duration.ofSeconds(20).toNanos());
        printer.look();
        printer.emit(fetching(15, Event.Stage.DONE));
        assertThat(text()).isEmpty();
    }
}
