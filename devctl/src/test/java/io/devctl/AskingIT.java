package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.supervise.bell.Doorbell;
import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Question;
import io.devctl.supervise.process.DefaultSignals;
import io.devctl.supervise.process.Fifo;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.testing.Checkout;
import io.devctl.testing.Run;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The launcher asks without a JVM, and whoever sits at the other end may be anything. Here that is this test. */
@Timeout(300)
class AskingIT {
    private static final String ODD = "  a 'b' \"c\" \\n %s $HOME * ü€\n\n\t-n\n";
    private static final String JVM = "-XX:+UseSerialGC";

    @RegisterExtension
    final Checkout checkout = new Checkout("check out");

    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private RunDirectory run = RunDirectory.of(Path.of(""));

    @BeforeEach
    void pretendToSupervise() throws Exception {
        checkout.write("services.yaml", "project: asking\nservices:\n  web: {command: [sleep, \"1000\"]}\n");
        assertThat(checkout.dev("--version").exitCode())
                .as("there is an archive")
                .isZero();
        run = RunDirectory.of(Files.createDirectories(checkout.root().resolve(".devctl")));
        run.prepare();
        Fifo.make(List.of(run.bell()));
        supervisorIs(ProcessHandle.current().pid());
    }

    @AfterEach
    void forget() throws IOException {
        checkout.deleteState();
    }

    @Test
    void whatTheSupervisorSaysIsRepeatedByteForByteInEveryShell() throws Exception {
        try (Doorbell bell = listen(question -> new Answer(3, ODD, "e " + ODD, ""))) {
            assertThat(bell).isNotNull();
            for (String shell : shells()) {
                Run told = shell("sh", "exec " + shell + " \"$0\" status --json", Map.of());
                assertThat(told).as(shell).isEqualTo(new Run(3, ODD, "e " + ODD));
                Run traced = shell("sh", shell + " -x \"$0\" status 2>&1 >/dev/null | grep -c -e " + JVM, Map.of());
                assertThat(traced.out()).as("JVMs started by %s", shell).isEqualTo("0\n");
                Run full = shell("sh", "exec " + shell + " \"$0\" status >/dev/full", Map.of());
                assertThat(full).as("nobody who listens").isEqualTo(new Run(3, "", "e " + ODD));
            }
        }
        assertThat(asks()).isEmpty();
    }

    @Test
    void theQuestionSaysAllThatAJvmWouldSay() throws Exception {
        String odd = "'\"\\ $x\nexport Y='2'\n ü";
        Path below = checkout.root().resolve("a/b");
        Files.createDirectories(below);
        try (Doorbell bell = listen(question -> new Answer(0, "said\n", "", ""))) {
            assertThat(bell).isNotNull();
            Run run = checkout.in(below)
                    .with("ODD", odd)
                    .with("COLUMNS", "66")
                    .with("NO_COLOR", "1")
                    .dev("migrate", "--plain");
            assertThat(run).isEqualTo(new Run(0, "said\n", ""));
        }
        Question question = asked.remove();
        assertThat(question.words()).containsExactly("migrate", "--plain");
        assertThat(question.directory()).isEqualTo(below.toString());
        assertThat(question.variables())
                .containsEntry("ODD", odd)
                .containsEntry("COLUMNS", "66")
                .containsEntry("NO_COLOR", "1")
                .containsEntry("PATH", System.getenv("PATH"));
        assertThat(question.terminals()).isEmpty();
        assertThat(question.build()).contains("devctl.jar|");
    }

    @Test
    void whatIsNotPlainIsNotAsked() throws Exception {
        try (Doorbell bell = listen(question -> new Answer(0, "said\n", "", ""))) {
            assertThat(bell).isNotNull();
            for (String odd : List.of("--json\nstatus", "'", "*")) {
                assertThat(checkout.dev("status", odd).exitCode()).as(odd).isEqualTo(64);
            }
            supervisorIs(999_999_999);
            assertThat(checkout.dev("status").exitCode())
                    .as("a dead supervisor")
                    .isZero();
        }
        assertThat(asked).isEmpty();
        assertThat(asks()).isEmpty();
    }

    @Test
    void aRefusalIsTheCommandsOwnBusinessAndSoIsAnAnswerThatIsTooLong() throws Exception {
        Answer tooLong = new Answer(0, "x\n".repeat(100_000), "", "");
        try (Doorbell bell = listen(question -> question.words().contains("--json") ? null : tooLong)) {
            assertThat(bell).isNotNull();
            assertThat(checkout.dev("status").out()).contains("web").doesNotContain("x\nx");
            assertThat(checkout.dev("status", "--json").json().has("services")).isTrue();
        }
        assertThat(asked).hasSize(2);
        assertThat(asks()).isEmpty();
    }

    /** It is killed when it has said half, or says nothing at all: both end in time, and nothing of it is printed. */
    @Test
    void halfAnAnswerIsNoneAndSilenceIsNotWaitedForWithoutEnd() throws Exception {
        try (RandomAccessFile bell = new RandomAccessFile(run.bell().toFile(), "rw")) {
            Thread half = new Thread(() -> sayHalf(bell));
            half.setDaemon(true);
            half.start();
            assertThat(checkout.dev("status").out()).contains("web").doesNotContain("all is");
            half.join();
            assertThat(checkout.dev("status").out()).contains("web");
        }
        assertThat(asks()).isEmpty();
    }

    @Test
    void whoHasEnoughOfWaitingLeavesNothingBehind() throws Exception {
        try (RandomAccessFile bell = new RandomAccessFile(run.bell().toFile(), "rw")) {
            List<String> command = new ArrayList<>(DefaultSignals.prefix());
            command.addAll(List.of(Checkout.launcher().toString(), "status"));
            Process asking = new ProcessBuilder(command)
                    .directory(checkout.root().toFile())
                    .start();
            assertThat(bell.readLine()).isEqualTo(Long.toString(asking.pid()));
            assertThat(asks()).hasSize(2);
            assertThat(new ProcessBuilder("kill", "-INT", Long.toString(asking.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(asking.waitFor()).isEqualTo(130);
        }
        assertThat(asks()).isEmpty();
    }

    @Test
    void twoHundredAtOnceAreToldWhatIsTheirs() throws Exception {
        try (Doorbell bell =
                listen(question -> new Answer(0, question.variables().get("N") + "\n", "", ""))) {
            assertThat(bell).isNotNull();
            Run all = shell(
                    "sh",
                    "i=0; while [ $i -lt 200 ]; do i=$((i + 1)); N=$i \"$0\" status >\"told.$i\" & done; wait;"
                            + " i=0; while [ $i -lt 200 ]; do i=$((i + 1)); read -r n <\"told.$i\" || n=none;"
                            + " [ \"$n\" = $i ] && echo same || echo \"$n\"; done | sort | uniq -c",
                    Map.of());
            // who waited for too long has found out himself, which begins with the project
            assertThat(all.out()).contains("same").doesNotContain("none").doesNotContainPattern("(?m)^ +\\d+ \\d+$");
        }
        assertThat(asks()).isEmpty();
    }

    private Doorbell listen(Function<Question, @Nullable Answer> answers) throws IOException {
        return Doorbell.listen(run, (question, tell) -> {
            asked.add(question);
            tell.accept(answers.apply(question));
        });
    }

    private void sayHalf(RandomAccessFile bell) {
        try {
            Path pipe = run.root().resolve("ask." + bell.readLine());
            try (RandomAccessFile answer = new RandomAccessFile(pipe.toFile(), "rw")) {
                answer.writeBytes("1all is well\n1all is");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void supervisorIs(long pid) throws IOException {
        Files.writeString(run.root().resolve("supervisor.json"), "{\"pid\":" + pid + ",\"since\":\"x\"}");
    }

    /** What launchers have put there. */
    private List<Path> asks() throws IOException {
        try (Stream<Path> files = Files.list(run.root())) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("ask."))
                    .toList();
        }
    }

    private Run shell(String shell, String script, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        shell, "-c", script, Checkout.launcher().toString())
                .directory(checkout.root().toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(variables);
        return Run.await(builder.start(), Duration.ofMinutes(4));
    }

    private static List<String> shells() {
        return Stream.of("sh", "dash", "bash", "busybox sh")
                .filter(shell -> Files.isExecutable(Path.of("/bin", shell.split(" ")[0])))
                .toList();
    }
}
