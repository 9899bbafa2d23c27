package io.devctl.supervise.bell;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Question;
import io.devctl.supervise.process.Fifo;
import io.devctl.supervise.process.RunDirectory;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorbellTest {
    @TempDir
    private Path state;

    private RunDirectory run = RunDirectory.of(Path.of(""));

    @BeforeEach
    void makeBell() throws Exception {
        run = RunDirectory.of(state);
        Files.createDirectories(run.root());
        Fifo.make(List.of(run.bell()));
    }

    @Test
    void aQuestionIsWhatAJvmWouldAsk() {
        Question question =
                Doorbell.question("up -d\n" + state + "/.\nUTF-8\n12\n25 80\n/opt/devctl.jar|1|2|(3)\nexport A='1'\n");

        assertThat(Objects.requireNonNull(question).words()).containsExactly("up", "-d");
        assertThat(question.directory()).isEqualTo(run.state().toString());
        assertThat(question.variables()).containsOnlyKeys("A");
        assertThat(question.terminals()).isEqualTo("12");
        assertThat(question.columns()).isEqualTo(80);
        assertThat(question.build()).isEqualTo("/opt/devctl.jar|1|2|(3)");
    }

    @Test
    void halfAQuestionIsNone() {
        assertThat(Doorbell.question("")).isNull();
        assertThat(Doorbell.question("status\n" + state + "\nUTF-8\n\n\nbuild\nexport A='1"))
                .isNull();
        assertThat(Doorbell.question("status\n/nowhere/at/all\nUTF-8\n\n\nbuild\n"))
                .isNull();
    }

    @Test
    void anAnswerIsLinesThatAShellCanRepeat() {
        assertThat(lines(new Answer(3, "a\n\n b\\\n", "e\n", ""))).isEqualTo("2e\n1a\n1\n1 b\\\n03\n");
        assertThat(lines(new Answer(0, "", "", ""))).isEqualTo("00\n");
        assertThat(lines(null)).isEqualTo("-\n");
        assertThat(lines(new Answer(0, "no end of line", "", ""))).isEqualTo("?\n");
        assertThat(lines(new Answer(0, "\0\n", "", ""))).isEqualTo("?\n");
        assertThat(lines(new Answer(0, "x".repeat(20_000) + "\n", "", ""))).isEqualTo("?\n");
    }

    /** Nobody reads, or nobody is there any more: the next one is answered all the same. */
    @Test
    void whoHasGoneHarmsNobody() throws Exception {
        try (Doorbell bell =
                Doorbell.listen(run, (question, tell) -> tell.accept(new Answer(0, "all is well\n", "", "")))) {
            assertThat(bell).isNotNull();
            Fifo.make(List.of(run.root().resolve("ask.1")));
            ask(1);
            ask(2);
            ring("3\n../../4\n\nnonsense\n");
            Fifo.make(List.of(run.root().resolve("ask.5")));
            try (RandomAccessFile answer =
                    new RandomAccessFile(run.root().resolve("ask.5").toFile(), "rw")) {
                ask(5);
                assertThat(answer.readLine()).isEqualTo("1all is well");
                assertThat(answer.readLine()).isEqualTo("00");
            }
            assertThat(asks()).isEmpty();
        }
    }

    @Test
    void whatAKilledSupervisorHasLeftIsRemovedAndNobodyRingsAtAnEmptyHouse() throws Exception {
        Fifo.make(List.of(run.root().resolve("ask.1")));
        Files.writeString(run.root().resolve("ask.1.question"), "status\n");
        try (Doorbell bell = Doorbell.listen(run, (question, tell) -> tell.accept(null))) {
            assertThat(bell).isNotNull();
            assertThat(asks()).isEmpty();
        }
        assertThat(run.bell()).doesNotExist();

        Files.writeString(run.bell(), "1\n"); // what a shell makes that opens it now
        Fifo.make(List.of(run.bell()));
        assertThat(Files.isRegularFile(run.bell())).isFalse();
    }

    private List<String> asks() throws Exception {
        try (Stream<Path> files = Files.list(run.root())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("ask."))
                    .toList();
        }
    }

    private void ask(int id) throws Exception {
        Files.writeString(
                run.root().resolve("ask." + id + ".question"),
                "status\n" + state + "\nUTF-8\n\n\nbuild\nexport A='1'\n");
        ring(id + "\n");
    }

    private void ring(String line) throws Exception {
        Files.writeString(run.bell(), line);
    }

    private static String lines(@Nullable Answer answer) {
        return new String(Doorbell.lines(answer, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
