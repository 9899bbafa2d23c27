package io.devctl.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.TerminalFeatures;
import io.devctl.console.style.Theme;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.ExitCode;
import io.devctl.model.LogLine;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.PostgresStatus;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.StatusReport;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever names, reasons and log lines hold: no exception, no line that is too long, no control of the terminal. */
class HostileTextTest {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;:]*m");
    private static final String[] PIECES = {
        "\u001b[31m",
        "\u001b[2J",
        "\u001b]0;",
        "\u001b",
        "\u0007",
        "\r",
        "\n",
        "\t",
        "\b",
        "\u0000",
        "\u009b",
        "\ud800",
        "\udc00",
        "\u202e",
        "\u2028",
        "認",
        "🚀",
        "\u0301",
        "\u200d",
        "%s",
        "$1",
        "\\",
        "a",
        " ",
        "word ",
        "long_name_"
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 11, 24, 40, 80, 100, 132, 1_000_000})
    void neverBreaksAScreen(int width) {
        Random random = new Random(width);
        for (int round = 0; round < 60; round++) {
            Theme theme = new Theme(new TerminalFeatures(random.nextBoolean(), random.nextBoolean(), width));
            StatusReport report = report(random);
            MigrateReport migrated =
                    new MigrateReport(some(random, 6, () -> result(random)), took(random), took(random));
            check(theme, new StatusText(theme).report(report), true);
            check(theme, new MigrateText(theme).result(migrated), true);
            check(theme, new MigrateText(theme).status(report.migrations(), report.orphans()), true);
            check(theme, new UpText(theme).summary(true, report.services(), took(random)), true);
            check(theme, new MigrationErrorText(theme).failures(migrated.targets()), false);
            check(
                    theme,
                    ErrorText.failure(new DevctlException(ExitCode.FAILED, text(random), text(random)), theme, false),
                    false);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neverBreaksTheLinesOfUp(boolean colour) {
        Random random = new Random(7);
        Theme theme = new Theme(new TerminalFeatures(colour, true, 80));
        for (int round = 0; round < 200; round++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            PlainPrinter printer = new PlainPrinter(
                    new PrintStream(bytes, false, UTF_8),
                    theme,
                    some(random, 3, () -> text(random)),
                    PlainPrinter.Progress.LINES);
            List<TargetResult> results = some(random, 6, () -> result(random));
            printer.emit(new Event.PostgresProgress(text(random)));
            printer.emit(new Event.PostgresReady(postgres(random), random.nextBoolean(), took(random)));
            printer.emit(new Event.MigrationsChecked(report(random).migrations(), took(random)));
            printer.emit(new Event.MigrationApplied(target(random), text(random), took(random), 1, 2));
            results.forEach(result -> printer.emit(new Event.TargetFinished(result)));
            printer.emit(new Event.ServiceMigrated(text(random), results, took(random)));
            printer.emit(new Event.WaitingForLock(target(random), text(random)));
            printer.emit(new Event.MigrationStarted(target(random), text(random)));
            printer.emit(new Event.MigrationResumed(target(random), text(random), text(random)));
            printer.emit(new Event.Retrying(target(random), text(random), text(random), 1, 3, Duration.ofMillis(500)));
            printer.emit(new Event.Blocked(target(random), text(random)));
            printer.emit(new Event.ServiceChanged(service(random), took(random)));
            printer.emit(new Event.Stopping(text(random)));
            printer.emit(new Event.Warning(text(random), text(random)));
            check(theme, bytes.toString(UTF_8), false);

            bytes.reset();
            printer.emit(new Event.Logged(
                    new LogLine(Instant.EPOCH, text(random), pick(random, LogLine.Stream.values()), text(random))));
            check(theme, bytes.toString(UTF_8), false);
            assertThat(bytes.toString(UTF_8).lines()).hasSize(1);
        }
    }

    private static void check(Theme theme, String text, boolean fits) {
        assertThat(text.isEmpty() || text.endsWith("\n")).as(text).isTrue();
        for (String line : text.split("\n", -1)) {
            String words = theme.features().colour() ? COLOUR.matcher(line).replaceAll("") : line;
            if (words.codePoints().anyMatch(HostileTextTest::isHarmful)) {
                fail("a control character is left in: " + words);
            }
            if (line.contains("\u001b") && !lastColour(line).equals(Theme.RESET)) {
                fail("a colour is not ended in: " + words);
            }
            if (fits && DisplayWidth.of(words) > theme.width()) {
                fail("wider than " + theme.width() + ": " + words);
            }
        }
    }

    private static boolean isHarmful(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE || codePoint == 0x202E || codePoint == 0x2028;
    }

    private static String lastColour(String line) {
        return COLOUR.matcher(line).results().map(r -> r.group()).reduce("", (a, b) -> b);
    }

    private static StatusReport report(Random random) {
        return new StatusReport(
                text(random),
                random.nextBoolean() ? random.nextLong() : null,
                postgres(random),
                some(random, 8, () -> status(random)),
                some(random, 4, () -> service(random)),
                some(random, 3, () -> new StatusReport.Orphan(text(random), maybe(random), text(random))));
    }

    private static PostgresStatus postgres(Random random) {
        return new PostgresStatus(
                text(random),
                maybe(random),
                random.nextBoolean(),
                text(random),
                random.nextInt(3),
                text(random),
                maybe(random));
    }

    private static ServiceStatus service(Random random) {
        return new ServiceStatus(
                text(random),
                random.nextBoolean(),
                pick(random, ServiceState.values()),
                random.nextBoolean() ? random.nextLong() : null,
                random.nextBoolean() ? random.nextInt(65536) : null,
                maybe(random),
                random.nextInt(3),
                random.nextBoolean() ? random.nextInt(256) : null,
                random.nextBoolean() ? took(random) : null,
                maybe(random));
    }

    private static TargetStatus status(Random random) {
        return new TargetStatus(
                target(random),
                pick(random, TargetState.values()),
                maybe(random),
                random.nextInt(50),
                some(random, 4, () -> text(random)),
                maybe(random),
                maybe(random));
    }

    private static TargetResult result(Random random) {
        MigrationError error = new MigrationError(
                text(random),
                random.nextInt(3),
                random.nextInt(99),
                maybe(random),
                text(random),
                maybe(random),
                maybe(random));
        return new TargetResult(
                target(random),
                pick(random, TargetResult.Outcome.values()),
                maybe(random),
                some(random, 6, () -> text(random)),
                took(random),
                random.nextBoolean() ? error : null);
    }

    private static Target target(Random random) {
        return new Target(random.nextBoolean() ? "auth_api" : text(random), maybe(random), text(random), "sql");
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(random.nextInt(4) == 0 ? Character.toString(random.nextInt(0x110000)) : pick(random, PIECES));
        }
        return text.toString();
    }

    private static @Nullable String maybe(Random random) {
        return random.nextBoolean() ? text(random) : null;
    }

    private static Duration took(Random random) {
        return Duration.ofMillis(random.nextInt());
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static <T> List<T> some(Random random, int most, Supplier<T> value) {
        return Stream.generate(value).limit(random.nextInt(most + 1)).toList();
    }
}
