package io.devctl.supervise.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogsTest {
    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

    @TempDir
    private Path state = Path.of("");

    private final LineWatch nobody = new LineWatch(line -> {});

    private LogFile log(String service, Instant time, long partSize) {
        return new LogFile(new LogFiles(state), service, Clock.fixed(time, ZoneOffset.UTC), partSize);
    }

    private LogFile log(String service) {
        return log(service, START, 1_000_000);
    }

    private static void take(OutputSplitter splitter, String... chunks) {
        for (String chunk : chunks) {
            byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
            splitter.take(bytes, bytes.length, null);
        }
        splitter.finish(null);
    }

    private List<LogLine> read(LogQuery query) {
        List<LogLine> lines = new ArrayList<>();
        new Logs(state).read(query, lines::add);
        return lines;
    }

    private List<String> texts(LogQuery query) {
        return read(query).stream().map(LogLine::text).toList();
    }

    @Test
    void linesAreWholeHoweverTheyArrive() {
        take(new OutputSplitter(log("a"), LogLine.Stream.OUT, nobody), "on", "e\r\ntw", "o\n\nthr", "ee");
        assertThat(texts(LogQuery.all(Set.of()))).containsExactly("one", "two", "", "three");
    }

    @Test
    void aLineStandsInTheFileWithTimeAndStream() throws IOException {
        take(new OutputSplitter(log("ä/b"), LogLine.Stream.ERR, nobody), "ouch\n");
        assertThat(state.resolve("logs/%C3%A4%2Fb.log")).hasContent("2026-01-31T10:00:00.000Z E ouch");
        assertThat(read(LogQuery.all(Set.of()))).containsExactly(new LogLine(START, "ä/b", LogLine.Stream.ERR, "ouch"));
    }

    @Test
    void wakesAreNoOutputWhereverTheyAreCut() {
        String wake = "\0devctl\0";
        String text = "a\0b" + wake + "c\n\0dev" + wake + "\n" + "\0devct" + wake + "x\n";
        for (int cut = 0; cut <= text.length(); cut++) {
            take(
                    new OutputSplitter(log("s" + cut), LogLine.Stream.OUT, nobody),
                    text.substring(0, cut),
                    text.substring(cut));
            assertThat(texts(LogQuery.all(Set.of("s" + cut)))).containsExactly("a\0bc", "\0dev", "\0devctx");
        }
    }

    @Test
    void veryLongLinesAreCutAndMalformedTextIsKept() {
        OutputSplitter splitter = new OutputSplitter(log("a"), LogLine.Stream.OUT, nobody);
        byte[] malformed = {'x', (byte) 0xff, 'y', '\n'};
        splitter.take(malformed, malformed.length, null);
        take(splitter, "z".repeat(40_000) + "\nend\n");
        List<String> texts = texts(LogQuery.all(Set.of()));
        assertThat(texts.get(0)).isEqualTo("x\ufffdy");
        assertThat(String.join("", texts.subList(1, texts.size()))).isEqualTo("z".repeat(40_000) + "end");
        assertThat(texts).allMatch(text -> text.length() <= OutputSplitter.LONGEST);
    }

    @Test
    void rotatesAndForgetsTheOldest() {
        LogFile log = log("a", START, 1000);
        for (int i = 0; i < 1000; i++) {
            log.note("line " + i);
        }
        List<String> texts = texts(LogQuery.all(Set.of()));
        assertThat(texts).hasSizeBetween(100, 200).endsWith("line 998", "line 999");
        assertThat(texts.get(0)).isEqualTo("line " + (1000 - texts.size()));
        assertThat(texts(LogQuery.last(70, Set.of()))).isEqualTo(texts.subList(texts.size() - 70, texts.size()));
    }

    @Test
    void mergesByTime() {
        for (int i = 0; i < 10; i++) {
            log(i % 3 == 0 ? "a" : "b", START.plusSeconds(i), 1000).note("" + i);
        }
        assertThat(texts(LogQuery.all(Set.of()))).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(texts(LogQuery.last(3, Set.of()))).containsExactly("7", "8", "9");
        assertThat(texts(LogQuery.all(Set.of("a")))).containsExactly("0", "3", "6", "9");
    }

    @Test
    void findsByTimeAndText() {
        LogFile log = new LogFile(new LogFiles(state), "a", Clock.systemUTC(), 300_000);
        for (int i = 0; i < 20_000; i++) {
            byte[] text = ("line " + i).getBytes(StandardCharsets.UTF_8);
            log.append(LogLine.Stream.OUT, START.plusSeconds(i), sink -> sink.line(text, 0, text.length));
        }
        Instant since = START.plusSeconds(15_000);
        Instant until = START.plusSeconds(15_002);
        assertThat(texts(new LogQuery(Set.of(), null, since, until, null)))
                .containsExactly("line 15000", "line 15001", "line 15002");
        assertThat(texts(new LogQuery(Set.of(), null, since, null, Pattern.compile("e 1.*777$"))))
                .containsExactly("line 15777", "line 16777", "line 17777", "line 18777", "line 19777");
        assertThat(texts(new LogQuery(Set.of(), 2, null, until, Pattern.compile("0$"))))
                .containsExactly("line 14990", "line 15000");
        for (int i = 0; i < 20_000; i += 997) {
            assertThat(texts(new LogQuery(Set.of(), null, START.plusSeconds(i), START.plusSeconds(i), null)))
                    .containsExactly("line " + i);
        }
    }

    @Test
    void followsAcrossRotation() throws Exception {
        LogFile log = log("a", START, 2000);
        log.note("first");
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread follower =
                new Thread(() -> new Logs(state).follow(LogQuery.last(10, Set.of()), line -> lines.add(line.text())));
        follower.start();
        try {
            assertThat(lines.poll(5, TimeUnit.SECONDS)).isEqualTo("first");
            for (int i = 0; i < 200; i++) {
                log.note("line " + i);
                assertThat(i % 20 != 0 ? "line " + i : awaitLine(lines, i)).isEqualTo("line " + i);
            }
            log("later").note("another service");
            String last = "";
            while (!last.equals("another service")) {
                last = String.valueOf(lines.poll(5, TimeUnit.SECONDS));
            }
        } finally {
            follower.interrupt();
            follower.join();
        }
    }

    /** Takes what has come up to this line, and checks that nothing is missing before it. */
    private static String awaitLine(BlockingQueue<String> lines, int number) throws InterruptedException {
        String line = "";
        for (int i = Math.max(0, number - 19); i <= number; i++) {
            line = String.valueOf(lines.poll(5, TimeUnit.SECONDS));
            assertThat(line).isEqualTo("line " + i);
        }
        return line;
    }

    @Test
    void tellsOfAwaitedLinesOnce() {
        List<String> found = new ArrayList<>();
        LineWatch watch = new LineWatch(found::add);
        watch.await("ready on \\d+");
        take(new OutputSplitter(log("a"), LogLine.Stream.OUT, watch), "not yet\nrea", "dy on 80\nready on 81\n");
        assertThat(found).containsExactly("ready on \\d+");
    }

    @Test
    void readsNothingWhereThereIsNothing() throws IOException {
        assertThat(read(LogQuery.all(Set.of()))).isEmpty();
        Files.createDirectories(state.resolve("logs"));
        Files.writeString(state.resolve("logs/a.log"), "rubbish\n\n2026-01-31T10:00:00.000Z O good\nhalf a li");
        assertThat(texts(LogQuery.all(Set.of()))).containsExactly("good");
        assertThat(texts(LogQuery.last(5, Set.of("a", "none")))).containsExactly("good");
    }
}
