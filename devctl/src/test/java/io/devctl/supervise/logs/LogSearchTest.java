package io.devctl.supervise.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.LogLevel;
import io.devctl.model.LogLine;
import io.devctl.supervise.unit.Notes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code dev logs} finds: groups of lines, levels, attempts. */
final class LogSearchTest {
    @TempDir
    private Path state = Path.of("");

    private Instant now = Instant.parse("2026-01-31T10:00:00.000Z");

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private void write(String service, LogLine.Stream stream, String text) {
        try (LogStore store = new LogStore(state, clock)) {
            byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
            new OutputSplitter(store.log(service), stream, new LineWatch(found -> {})).take(bytes, bytes.length, null);
        }
        now = now.plusMillis(1);
    }

    private void note(String service, String text) {
        try (LogStore store = new LogStore(state, clock)) {
            store.log(service).note(text);
        }
        now = now.plusMillis(1);
    }

    private List<String> read(LogQuery query) {
        List<String> lines = new ArrayList<>();
        new Logs(state).read(query, line -> lines.add(line.text()));
        return lines;
    }

    private List<String> grep(String regex) {
        return read(new LogQuery(Set.of(), null, null, null, Pattern.compile(regex)));
    }

    private List<String> level(LogLevel level) {
        return read(new LogQuery(Set.of(), null, null, null, null, level, null));
    }

    private List<String> attempt(LogQuery.Attempt attempt, @Nullable String grep) {
        return read(
                new LogQuery(Set.of(), null, null, null, grep == null ? null : Pattern.compile(grep), null, attempt));
    }

    @Test
    void aStackTraceIsOneWithItsFirstLine() {
        write("api", LogLine.Stream.OUT, "before");
        write("api", LogLine.Stream.OUT, """
                ERROR main - cannot pay
                java.lang.IllegalStateException: no money
                \tat shop.Pay.pay(Pay.java:12)
                \tat shop.Main.main(Main.java:3)
                Caused by: java.io.IOException: bank closed
                \t... 2 more""");
        write("api", LogLine.Stream.OUT, "INFO main - after");
        write("api", LogLine.Stream.ERR, """
                Traceback (most recent call last):
                  File "a.py", line 1, in f
                KeyError: 'x'

                During handling of the above exception, another exception occurred:

                Traceback (most recent call last):
                  File "a.py", line 3, in <module>
                ValueError: y""");
        write("api", LogLine.Stream.ERR, "next");

        assertThat(grep("bank closed"))
                .hasSize(6)
                .startsWith("ERROR main - cannot pay")
                .endsWith("\t... 2 more");
        assertThat(grep("KeyError"))
                .hasSize(9)
                .startsWith("Traceback (most recent call last):")
                .endsWith("ValueError: y");
        assertThat(grep("^(before|next)$")).containsExactly("before", "next");
        assertThat(level(LogLevel.ERROR)).hasSize(15).doesNotContain("before", "next", "INFO main - after");
    }

    @Test
    void goAndRustAndNodeAreUnderstoodToo() {
        write(
                "go",
                LogLine.Stream.ERR,
                "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/x/main.go:3 +0x1\nexit status 2");
        write(
                "rust",
                LogLine.Stream.ERR,
                "thread 'main' panicked at src/main.rs:2:5:\nboom\nnote: run with `RUST_BACKTRACE=1`");
        write("node", LogLine.Stream.ERR, "Error: boom\n    at f (/x/a.js:1:2)\n    at g (/x/b.js:1:2)");
        assertThat(grep("main.go:3")).contains("goroutine 1 [running]:", "main.main()", "exit status 2");
        assertThat(grep("^boom")).hasSize(3).startsWith("thread 'main' panicked at src/main.rs:2:5:");
        assertThat(grep("b.js")).hasSize(3).startsWith("Error: boom");
    }

    @Test
    void linesOfOtherServicesDoNotCutAGroup() {
        write("a", LogLine.Stream.OUT, "Error: x");
        write("b", LogLine.Stream.OUT, "between");
        write("a", LogLine.Stream.OUT, "    at f (a.js:1)");
        assertThat(read(LogQuery.all(Set.of()))).containsExactly("Error: x", "    at f (a.js:1)", "between");
    }

    @Test
    void aGroupThatLiesAcrossBlocksStaysWhole() {
        String filling = "x".repeat(200);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 6000; i++) {
            text.append("ERROR number ")
                    .append(i)
                    .append("\n  at ")
                    .append(filling)
                    .append("\n  end of ")
                    .append(i)
                    .append('\n');
        }
        write("a", LogLine.Stream.OUT, text.toString().stripTrailing());
        for (int i = 0; i < 6000; i += 7) {
            assertThat(grep("end of " + i + "$")).as("%s", i).hasSize(3).startsWith("ERROR number " + i);
            i += i == 0 ? 0 : 300;
        }
        assertThat(read(LogQuery.all(Set.of("a")))).hasSize(18_000);
        assertThat(grep("ERROR .* 59.5$")).hasSize(30);
    }

    @ParameterizedTest
    @CsvSource({
        "12:00 ERROR x, ERROR",
        "'{\"level\":\"warn\",\"msg\":\"no error\"}', WARN",
        "'{\"level\":50,\"msg\":\"x\"}', ERROR",
        "level=debug msg=error, DEBUG",
        "[error] x, ERROR",
        "warning: x, WARN",
        "'INFO:     127.0.0.1 GET / 500', INFO",
        "12:00 \u001b[31mFATAL\u001b[0m x, ERROR",
        "an error that nobody logged as one, INFO",
        "java.lang.NullPointerException, ERROR",
        "2026-01-01 DEBUG x, DEBUG",
    })
    void levelsAreFoundAsLoggersWriteThem(String text, LogLevel level) {
        assertThat(Levels.of(new LogLine(now, "a", LogLine.Stream.OUT, text))).isEqualTo(level);
    }

    @Test
    void whatNamesNoLevelIsJudgedByItsStream() {
        write("a", LogLine.Stream.OUT, "out");
        write("a", LogLine.Stream.ERR, "err");
        write("a", LogLine.Stream.ERR, "INFO: err");
        note("a", "exited with 1");
        assertThat(level(LogLevel.WARN)).containsExactly("err", "exited with 1");
        assertThat(level(LogLevel.ERROR)).containsExactly("exited with 1");
    }

    @Test
    void attemptsAreToldApart() {
        note("a", Notes.started(1));
        write("a", LogLine.Stream.OUT, "first");
        note("a", Notes.exited(1, null));
        note("a", Notes.started(2));
        write("a", LogLine.Stream.OUT, "second");
        note("a", Notes.STOPPING);
        note("a", Notes.exited(143, "SIGTERM"));
        note("a", Notes.started(3));
        write("a", LogLine.Stream.OUT, "third");

        assertThat(attempt(new LogQuery.Attempt.LastCrash(), null))
                .containsExactly("started, pid 1", "first", "exited with 1");
        assertThat(attempt(new LogQuery.Attempt.Last(1), null)).containsExactly("started, pid 3", "third");
        assertThat(attempt(new LogQuery.Attempt.Last(2), "second")).containsExactly("second");
        assertThat(attempt(new LogQuery.Attempt.Last(4), null)).isEmpty();
    }

    @Test
    void theLastOfWhatIsWanted() {
        for (int i = 0; i < 50; i++) {
            write("a", LogLine.Stream.OUT, (i % 2 == 0 ? "even " : "odd ") + i);
        }
        assertThat(read(new LogQuery(Set.of(), 3, null, null, Pattern.compile("odd"))))
                .containsExactly("odd 45", "odd 47", "odd 49");
    }

    @Test
    void partsAreClosedAndForgottenByAge() {
        write("a", LogLine.Stream.OUT, "old");
        now = now.plus(LogFile.PART_AGE).plusSeconds(1);
        write("a", LogLine.Stream.OUT, "new");
        Path older = new LogFiles(state).part("a", 1);
        assertThat(older).exists();
        assertThat(older.toFile()
                        .setLastModified(now.minus(LogFile.KEPT)
                                .minus(Duration.ofDays(1))
                                .toEpochMilli()))
                .isTrue();
        now = now.plusSeconds(1);
        write("a", LogLine.Stream.OUT, "newer");
        assertThat(read(LogQuery.all(Set.of("a")))).containsExactly("new", "newer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "timeout;timeout",
                "time ?out here;out here",
                "a+bcd;bcd",
                "user \\d+ logged;' logged'",
                "a\\.b;a.b",
                "(optional)?tail;tail",
                "[abc]def{2}ghi;ghi",
                "one|two;''",
                "(?i)ab.c;ab",
                "a(?i)b;''",
                "\\x41bc;''",
                "^GET /health$;GET /health",
                ".*;''",
            })
    void everyMatchContainsTheLiteral(String regex, String literal) {
        assertThat(TextSearch.literal(Pattern.compile(regex))).isEqualTo(literal);
    }

    @Test
    void findsWhatTheExpressionFinds() {
        Random random = new Random(7);
        String alphabet = "abAB ç.1(";
        String[] expressions = {
            "ab", "a.b", "a+b", "b ?a", "(ab)+", "[ab]1", "ç", "^a", "b$", "a\\.b", "\\(a", ".{3}b", "a|1", "\\d",
            "\\w+ç", "(?i)AB", "(?i)aB1", "(?i)Ç1"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(8);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Pattern pattern = Pattern.compile(expressions[random.nextInt(expressions.length)]);
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            TextSearch search = new TextSearch(pattern);
            boolean found = (!search.hasLiteral() || search.candidate(bytes, 0, bytes.length) >= 0)
                    && search.find(bytes, 0, bytes.length);
            assertThat(found)
                    .as("%s in '%s'", pattern, text)
                    .isEqualTo(pattern.matcher(text).find());
        }
    }
}
