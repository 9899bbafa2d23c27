package io.devctl.console.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.devctl.console.style.Painted;
import io.devctl.console.style.TerminalFeatures;
import io.devctl.console.style.Theme;
import io.devctl.model.Amount;
import io.devctl.model.Event;
import io.devctl.model.LogLine;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever services write, whatever is pressed and however small the window: no exception, as many lines as there are
 * rows, none too long, nothing in them that moves a cursor.
 */
class HostileScreenTest {
    private static final String[] PIECES = {
        "\u001b[31m",
        "\u001b[2J",
        "\u001b[?1049l",
        "\u001b[38;2;1;2;3m",
        "\u001b]0;title\u0007",
        "\u001b",
        "\u001b[",
        "\u001b[999999999C",
        "\u009b2J",
        "\u0007",
        "\r",
        "\n",
        "\t",
        "\b",
        "\u0000",
        "\ud800",
        "\udc00",
        "\u202e",
        "\u2028",
        "認",
        "한",
        "🚀",
        "👩\u200d👩\u200d👧",
        "e\u0301",
        "\u0301\u0301\u0301",
        "\ufe0f",
        "İ",
        "ß",
        "%s",
        "a",
        " ",
        "word ",
        "a_rather_long_name_without_any_space_"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void neverBreaks(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            TerminalFeatures features = new TerminalFeatures(random.nextBoolean(), random.nextBoolean(), 80);
            List<String> services = Stream.generate(() -> text(random))
                    .distinct()
                    .limit(random.nextInt(6))
                    .toList();
            Screen screen = new Screen(text(random), services, features, 0);
            for (int step = 0; step < 150; step++) {
                screen.take(input(random, services), random.nextLong(100_000_000_000L));
                if (step % 5 == 0) {
                    check(screen, features, size(random, 130), size(random, 50));
                }
            }
            for (int rows = 0; rows <= 12; rows++) {
                check(screen, features, 40, rows);
            }
            for (int columns = 0; columns <= 45; columns += 5) {
                check(screen, features, columns, 10);
            }
        }
    }

    private static int size(Random random, int most) {
        return random.nextInt(3) == 0 ? random.nextInt(5) : random.nextInt(most);
    }

    private static void check(Screen screen, TerminalFeatures features, int columns, int rows) {
        List<String> lines = screen.render(columns, rows);
        assertThat(lines).hasSize(rows);
        for (String line : lines) {
            String plain = Painted.plain(line);
            if (!features.colour() && !plain.equals(line)) {
                fail("a colour where there is none: " + line);
            }
            if (plain.codePoints().anyMatch(HostileScreenTest::isHarmful)) {
                fail("a control character is left in: " + plain);
            }
            if (line.contains("\u001b") && !line.endsWith(Theme.RESET) && !ended(line)) {
                fail("a colour is not ended in: " + line.replace('\u001b', '~'));
            }
            if (Painted.width(line) > columns || jlineWidth(plain) > columns) {
                fail("wider than " + columns + ": " + plain);
            }
        }
    }

    /** A second opinion: the widths that another program has, which also knows a character or two that we do not. */
    private static int jlineWidth(String plain) {
        return plain.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }

    private static boolean ended(String line) {
        int last = line.lastIndexOf('\u001b');
        return line.startsWith(Theme.RESET, last);
    }

    private static boolean isHarmful(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE || codePoint == 0x202E || codePoint == 0x2028;
    }

    private static Input input(Random random, List<String> services) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> new Input.Pressed(key(random));
            case 3 -> new Input.Passed();
            case 4 -> new Input.Used(Map.of(name(random, services), usage(random)));
            case 5 ->
                random.nextInt(8) == 0 ? new Input.Settled(random.nextBoolean(), took(random)) : new Input.Passed();
            default -> new Input.Happened(event(random, services));
        };
    }

    private static Key key(Random random) {
        String letters = "rsmfwnNjk/?qlx";
        return random.nextBoolean()
                ? Key.of(pick(random, Key.Kind.values()))
                : Key.of(
                        random.nextInt(4) == 0
                                ? random.nextInt(0x110000)
                                : letters.charAt(random.nextInt(letters.length())));
    }

    private static Event event(Random random, List<String> services) {
        return switch (random.nextInt(10)) {
            case 0 -> new Event.PostgresProgress(text(random));
            case 1 -> new Event.ServiceChanged(status(random, services), random.nextBoolean() ? took(random) : null);
            case 2 ->
                new Event.MigrationsChecked(
                        List.of(new TargetStatus(
                                target(random, services),
                                pick(random, TargetState.values()),
                                text(random),
                                1,
                                List.of(text(random)),
                                null,
                                null)),
                        took(random));
            case 3 -> new Event.MigrationApplied(target(random, services), text(random), took(random), 1, 2);
            case 4 -> new Event.TargetFinished(result(random, services));
            case 5 ->
                new Event.ServiceMigrated(name(random, services), List.of(result(random, services)), took(random));
            case 6 -> new Event.Warning(text(random), text(random));
            case 7 ->
                new Event.Progress(
                        name(random, services),
                        text(random),
                        text(random),
                        new Amount(random.nextInt(9), random.nextInt(9), random.nextBoolean() ? "file" : Amount.BYTES),
                        random.nextInt(9) == 0 ? Event.Stage.DONE : Event.Stage.GOING);
            default ->
                new Event.Logged(new LogLine(
                        Instant.EPOCH, name(random, services), pick(random, LogLine.Stream.values()), text(random)));
        };
    }

    private static ServiceStatus status(Random random, List<String> services) {
        return new ServiceStatus(
                name(random, services),
                random.nextBoolean(),
                pick(random, ServiceState.values()),
                random.nextLong(),
                random.nextInt(65536),
                random.nextBoolean() ? text(random) : null,
                random.nextInt(3),
                random.nextInt(256),
                took(random),
                random.nextBoolean() ? text(random) : null);
    }

    private static TargetResult result(Random random, List<String> services) {
        return new TargetResult(
                target(random, services),
                pick(random, TargetResult.Outcome.values()),
                text(random),
                List.of(text(random)),
                took(random),
                null);
    }

    private static Target target(Random random, List<String> services) {
        @Nullable String tenant = random.nextBoolean() ? text(random) : null;
        return new Target(name(random, services), tenant, text(random), "sql");
    }

    private static ServiceUsage usage(Random random) {
        return new ServiceUsage(random.nextDouble() * 1000, took(random), random.nextLong(), random.nextInt(9));
    }

    private static String name(Random random, List<String> services) {
        return services.isEmpty() || random.nextInt(5) == 0
                ? text(random)
                : services.get(random.nextInt(services.size()));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(16); i > 0; i--) {
            text.append(random.nextInt(5) == 0 ? Character.toString(random.nextInt(0x110000)) : pick(random, PIECES));
        }
        return text.toString();
    }

    private static Duration took(Random random) {
        return Duration.ofMillis(random.nextInt());
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
