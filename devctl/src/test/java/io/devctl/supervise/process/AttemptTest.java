package io.devctl.supervise.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttemptTest {
    @TempDir
    private Path state;

    @Test
    void isGivenUpWhileItsProcessHasNotStarted() throws IOException {
        Attempt attempt = attempt();
        assertThat(attempt.giveUp()).isTrue();
        assertThat(attempt.folder()).doesNotExist();
        assertThat(attempt.folder().getParent()).isEmptyDirectory();
    }

    @Test
    void isNotGivenUpBehindTheStartOfItsProcess() throws IOException {
        Attempt attempt = attempt();
        Files.writeString(attempt.folder().resolve("pid"), "42 4711\n");
        assertThat(attempt.giveUp()).isFalse();
        assertThat(attempt.process()).contains(new Identity(42, "4711"));
    }

    @Test
    void isGivenUpWhenSomebodyElseHasDeletedIt() throws IOException {
        Attempt attempt = attempt();
        attempt.delete();
        assertThat(attempt.giveUp()).isTrue();
    }

    private Attempt attempt() throws IOException {
        Attempt attempt = RunDirectory.of(state).attempt("one", 1);
        Files.createDirectories(attempt.folder());
        return attempt;
    }
}
