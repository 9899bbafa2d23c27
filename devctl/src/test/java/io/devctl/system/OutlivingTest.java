package io.devctl.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.supervise.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that outlive who starts them, with each of the ways that a machine may offer. */
class OutlivingTest {
    private static final String SAY =
            "echo \"session $(ps -o sid= -p $$) group $(ps -o pgid= -p $$)\"; env; sleep 1000 & wait";

    private static final long INT_AND_QUIT = 0b110;

    @TempDir
    Path folder;

    private Path log;
    private long pid;

    @BeforeEach
    void paths() {
        log = folder.resolve("it's a log");
    }

    @AfterEach
    void end() throws IOException {
        if (pid > 0) {
            ProcessHandle.of(pid).ifPresent(process -> {
                process.children().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"setsid", "perl"})
    void itIsNoChildOfThisProcess(String way) throws IOException {
        pid = Outliving.start(List.of("/bin/sh", "-c", SAY), Map.of("PATH", path(way)), log);

        assertThat(ProcessHandle.current().descendants().map(ProcessHandle::pid))
                .doesNotContain(pid);
        assertThat(ProcessHandle.of(pid)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"setsid", "perl", "busybox"})
    void itLeadsASessionOfItsOwn(String way) throws IOException {
        pid = Outliving.start(List.of("/bin/sh", "-c", SAY), Map.of("PATH", path(way)), log);

        awaitLog("session");
        assertThat(words("session")).isEqualTo(Long.toString(pid));
        assertThat(words("group")).isEqualTo(Long.toString(pid));
    }

    @ParameterizedTest
    @ValueSource(strings = {"setsid", "perl", "busybox", "nothing"})
    void itIgnoresNoSignalAndHoldsNothingOpenButItsLog(String way) throws IOException {
        pid = Outliving.start(List.of("sleep", "1000"), Map.of("PATH", path(way)), log);
        await(() -> Proc.command(pid).equals("sleep 1000"));

        assertThat(Proc.ignoredSignals(pid) & INT_AND_QUIT)
                .isEqualTo(Proc.ignoredSignals(ProcessHandle.current().pid()) & INT_AND_QUIT);
        assertThat(Path.of("/proc/" + pid + "/fd")).isDirectoryNotContaining(fd -> number(fd) > 2);
        assertThat(Path.of("/proc/" + pid + "/fd/0").toRealPath()).isEqualTo(Path.of("/dev/null"));
        assertThat(Path.of("/proc/" + pid + "/fd/1").toRealPath()).isEqualTo(log.toRealPath());
        assertThat(Path.of("/proc/" + pid + "/fd/2").toRealPath()).isEqualTo(log.toRealPath());
    }

    @Test
    void itsOutputIsAppendedAndItsEnvironmentIsWhatWasGiven() throws IOException {
        Files.writeString(log, "before\n");

        pid = Outliving.start(
                List.of("/bin/sh", "-c", "echo \"$WORDS\"; echo wrong >&2; echo \"[$HOME]\"", "it"),
                Map.of("PATH", System.getenv("PATH"), "WORDS", "a 'b' \"c\" $d"),
                log);

        awaitLog("[");
        assertThat(log).hasContent("before\na 'b' \"c\" $d\nwrong\n[]\n");
    }

    @Test
    void whatCannotBeRunSaysSoInItsLog() throws IOException {
        pid = Outliving.start(List.of("/no/such/program"), Map.of("PATH", System.getenv("PATH")), log);

        awaitLog("/no/such/program");
        await(() -> Proc.command(pid).isEmpty());
    }

    @Test
    void aLogThatCannotBeWrittenIsAnError() {
        Path nowhere = folder.resolve("no/such/folder/log");

        assertThatThrownBy(() -> Outliving.start(List.of("sleep", "1000"), System.getenv(), nowhere))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(nowhere.toString());
    }

    /** A PATH with the way, and what the test itself needs. */
    private String path(String way) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String program : List.of("ps", "env", "sleep")) {
            link(bin, program);
        }
        switch (way) {
            case "nothing" -> {}
            case "busybox" -> {
                link(bin, "setsid");
                Files.move(bin.resolve("setsid"), bin.resolve("real-setsid"));
                Path cannotFork = bin.resolve("setsid");
                Files.writeString(cannotFork, "#!/bin/sh\ncase $1 in -*) exit 1 ;; esac\nexec real-setsid \"$@\"\n");
                assertThat(cannotFork.toFile().setExecutable(true)).isTrue();
            }
            default -> link(bin, way);
        }
        return bin.toString();
    }

    private static void link(Path bin, String program) throws IOException {
        for (String place : System.getenv("PATH").split(":", -1)) {
            Path there = Path.of(place, program);
            if (Files.isExecutable(there)) {
                Files.createSymbolicLink(bin.resolve(program), there);
                return;
            }
        }
        throw new IOException("no " + program + " on this machine");
    }

    private void awaitLog(String text) {
        await(() -> {
            try {
                return Files.readString(log).contains(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void await(BooleanSupplier condition) {
        assertThat(Poll.until(condition, Duration.ofSeconds(20), Duration.ofMillis(5)))
                .isTrue();
    }

    private String words(String word) throws IOException {
        List<String> all = List.of(Files.readAllLines(log).get(0).trim().split(" +"));
        return all.get(all.indexOf(word) + 1);
    }

    private static int number(Path fd) {
        return Integer.parseInt(fd.getFileName().toString());
    }
}
