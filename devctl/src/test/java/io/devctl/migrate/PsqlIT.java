package io.devctl.migrate;

import io.devctl.testing.LoggingPostgres;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What devctl sends of a script is what psql sends, statement by statement, and the databases are the same afterwards. */
@Timeout(300)
final class PsqlIT {
    @RegisterExtension
    static final LoggingPostgres SERVER = new LoggingPostgres();

    /** Random scripts in one run; more with {@code -Ddevctl.scripts=1000}. */
    private static final int SCRIPTS = Integer.getInteger("devctl.scripts", 30);

    /** The first random script's seed; the others count on from it. */
    private static final long SEED = Long.getLong("devctl.seed", System.nanoTime());

    @TempDir
    private Path folder;

    static List<String> corpus() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(resource("psql"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PsqlIT.class.getResource(name)).toURI());
    }

    @TestFactory
    Stream<DynamicTest> whatIsSentIsWhatPsqlSends() throws Exception {
        PsqlPair pair = new PsqlPair(SERVER, folder);
        Stream<DynamicTest> scripts = corpus().stream()
                .flatMap(name -> Stream.of(
                        DynamicTest.dynamicTest(name, () -> pair.run(script(name, "", "\n"))),
                        DynamicTest.dynamicTest(
                                name + " with a byte order mark and CRLF",
                                () -> pair.run(script(name, "\uFEFF", "\r\n")))));
        return Stream.concat(
                scripts, Stream.of(DynamicTest.dynamicTest("the databases are equal", pair::databasesAreEqual)));
    }

    private static byte[] script(String name, String start, String lineEnd) throws IOException, URISyntaxException {
        String text = Files.readString(resource("psql/" + name));
        return (start + text.replace("\n", lineEnd)).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void randomScriptsToo() throws Exception {
        List<List<String>> scripts = LongStream.range(SEED, SEED + SCRIPTS)
                .mapToObj(seed -> new RandomScript(seed).parts())
                .toList();
        PsqlPair pair = new PsqlPair(SERVER, folder);
        for (int i = 0; i < SCRIPTS; i++) {
            try {
                pair.run(bytes(scripts.get(i)));
            } catch (Exception | AssertionError e) {
                throw failed(SEED + i, scripts.get(i), e);
            }
        }
        try {
            pair.databasesAreEqual();
        } catch (AssertionError e) {
            for (int i = 0; i < SCRIPTS; i++) {
                if (failure(scripts.get(i)) != null) {
                    throw failed(SEED + i, scripts.get(i), e);
                }
            }
            throw e;
        }
    }

    private AssertionError failed(long seed, List<String> parts, Throwable failure) {
        List<String> least = isOfPsql(failure) ? parts : shrunk(parts);
        Throwable last = failure(least);
        return new AssertionError(
                "-Ddevctl.seed=" + seed + ", the least that fails:\n" + String.join("", least),
                last == null ? failure : last);
    }

    private static byte[] bytes(List<String> parts) {
        return String.join("", parts).getBytes(StandardCharsets.UTF_8);
    }

    private @Nullable Throwable failure(List<String> parts) {
        try {
            PsqlPair pair = new PsqlPair(SERVER, folder.resolve("again"));
            pair.run(bytes(parts));
            pair.databasesAreEqual();
            return null;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }

    /** Leaves out whatever can be left out without mending it. */
    private List<String> shrunk(List<String> parts) {
        List<String> least = new ArrayList<>(parts);
        for (int size = Math.max(1, least.size() / 2); size >= 1; size /= 2) {
            for (int at = 0; at < least.size(); ) {
                List<String> fewer = new ArrayList<>(least);
                fewer.subList(at, Math.min(at + size, fewer.size())).clear();
                Throwable failure = failure(fewer);
                if (failure != null && !isOfPsql(failure)) {
                    least = fewer;
                } else {
                    at += size;
                }
            }
        }
        return least;
    }

    /** A part that others needed is missing: not the mistake that is looked for. */
    private static boolean isOfPsql(Throwable failure) {
        return String.valueOf(failure.getMessage()).startsWith("psql ");
    }
}
