package io.devctl.migrate.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.model.CheckReport;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has changed since a revision, in a real repository. */
class GitBaseTest {
    private static final String A = "m/20250101000001_a.sql";
    private static final String B = "m/20250101000002_b.sql";

    @TempDir
    Path folder;

    private Path root;
    private Folder files;

    @BeforeEach
    void makeRepository() throws Exception {
        root = folder.toRealPath();
        files = new Folder(root);
        git("init", "-q", "-b", "main");
        files.write(A, "drop table a;\n").write(B, "drop table b;\n");
        commit();
        git("checkout", "-q", "-b", "feature");
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=x", "-c", "user.email=x@example.com"));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(git.waitFor()).as(said).isZero();
        } catch (IOException e) {
            throw Needs.missing("no git", "apt-get install git");
        }
    }

    private void commit() throws Exception {
        git("add", "-A");
        git("commit", "-q", "-m", "x");
    }

    private List<String> rules() {
        return files.rules(GitBase.of(root, "main"), "m");
    }

    @Test
    void onlyNewFilesAreSearchedForUnsafeOperations() {
        files.write("m/20250101000003_c.sql", "drop table c;");

        CheckReport report = files.check(GitBase.of(root, "main"), "m");

        assertThat(report.findings()).extracting("file").containsExactly("m/20250101000003_c.sql");
        assertThat(List.of(report.files(), report.older())).containsExactly(1, 2);
    }

    @Test
    void commentsAndWhiteSpaceAreNoChange() {
        files.write(A, "-- devctl: allow drop-table because it is old\r\ndrop table a;  \r\n\r\n");

        assertThat(rules()).isEmpty();
    }

    @Test
    void tellsWhatWasChangedDeletedAndRenamed() throws IOException {
        files.write(A, "drop table a2;\n");
        assertThat(rules()).containsExactly("drop-table:1", "changed-file:1");
        files.write(A, "-- devctl: allow changed-file drop-table because it never ran\ndrop table a2;\n");
        assertThat(rules()).isEmpty();

        Files.delete(root.resolve(A));
        assertThat(rules()).containsExactly("deleted-file");

        files.write("m/20250101000003_a.sql", "drop table a;\n");
        assertThat(rules()).containsExactly("renamed-file", "drop-table:1");
    }

    @Test
    void aFileThatBreaksIsNotAlsoGone() {
        files.write(A, "select 'open");

        assertThat(rules()).containsExactly("syntax:1");
    }

    @Test
    void newFilesGoBehindThoseThatTheBaseHasNowAndTakeNoVersionOfIts() throws Exception {
        git("checkout", "-q", "main");
        files.write("m/20250105000000_main.sql", "select 1;");
        commit();
        git("checkout", "-q", "feature");
        files.write("m/20250104000000_late.sql", "select 1;");
        files.write("m/20250105000000_mine.sql", "select 1;");
        files.write("m/20250106000000_good.sql", "select 1;");
        files.write("m/20250103000000_meant.sql", "-- devctl: allow out-of-order because\n\nselect 1;");

        assertThat(files.check(GitBase.of(root, "main"), "m").findings())
                .extracting(f -> f.rule() + " " + f.file())
                .containsExactly(
                        "out-of-order m/20250104000000_late.sql", "duplicate-version m/20250105000000_mine.sql");
    }

    @Test
    void protectsFilesOfAFolderThatIsNamedOddlyAndLiesDeep() throws Exception {
        files.write("x y/ü/20250101000001_a.sql", "select 1;");
        commit();
        files.write("x y/ü/20250101000001_a.sql", "select 2;");

        assertThat(files.rules(GitBase.of(root.resolve("x y"), "HEAD"), "x y/ü"))
                .containsExactly("changed-file:1");
    }

    @Test
    void saysWhatIsMissing(@TempDir Path elsewhere) throws Exception {
        assertThatThrownBy(() -> GitBase.of(root, "origin/main")).isInstanceOfSatisfying(DevctlException.class, e -> {
            assertThat(e.code()).isEqualTo(ExitCode.USAGE);
            assertThat(e).hasMessage("no such revision: 'origin/main'");
        });
        assertThatThrownBy(() -> GitBase.of(root, "--all")).hasMessage("no such revision: '--all'");
        assertThatThrownBy(() -> GitBase.of(elsewhere, "main")).hasMessageStartingWith("not in a git repository: '");
        git("checkout", "-q", "--orphan", "other");
        files.write(A, "select 1;"); // else it could be the very same commit
        commit();
        assertThatThrownBy(() -> GitBase.of(root, "main"))
                .hasMessageStartingWith("nothing in common with revision: 'main'");
    }
}
