package io.devctl.migrate.alembic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LostRevisionTest {
    @TempDir
    private Path root;

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(said).isZero();
        return said.strip();
    }

    @Test
    void namesTheCommitAndTheBranchThatHaveIt() throws Exception {
        git("init", "-q", "-b", "main");
        git("commit", "-q", "--allow-empty", "-m", "start");
        git("switch", "-q", "-c", "payments");
        Files.writeString(root.resolve("ae1027.py"), "revision = 'ae1027'\n");
        git("add", ".");
        git("commit", "-q", "-m", "add payments");
        String commit = git("rev-parse", "--short", "HEAD");
        git("switch", "-q", "main");

        assertThat(new LostRevision(root).remedy("ae1027"))
                .isEqualTo("it is in commit " + commit + " on payments: merge that, or dev migrate down from there");
        assertThat(new LostRevision(root).remedy("ffff00")).startsWith("bring its file back");
    }

    @Test
    void doesWithoutGit() {
        assertThat(new LostRevision(root).remedy("ae1027")).startsWith("bring its file back");
    }
}
