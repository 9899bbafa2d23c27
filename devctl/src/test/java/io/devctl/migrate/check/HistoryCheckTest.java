package io.devctl.migrate.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.devctl.model.CheckReport;
import io.devctl.model.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCheckTest {
    @TempDir
    private Path root;

    @BeforeEach
    void project() throws IOException {
        Files.createDirectories(root.resolve("versions"));
        Files.writeString(root.resolve("alembic.ini"), "[alembic]\nscript_location = .\n");
        revision("a", null, "op.create_table('users')", "op.drop_table('users')");
    }

    private void revision(String id, @Nullable String down, String up, String undo) throws IOException {
        write(
                id + ".py",
                "from alembic import op\n\nrevision = '" + id + "'\ndown_revision = "
                        + (down == null ? "None" : "'" + down + "'") + "\n\n\ndef upgrade():\n    " + up
                        + "\n\n\ndef downgrade():\n    " + undo + "\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(root.resolve("versions").resolve(name), text);
    }

    private CheckReport check(@Nullable String base, boolean severalHeads) {
        GitBase revision = base == null ? null : GitBase.of(root, base);
        CheckedHistory history = new CheckedHistory("api", root, Path.of("alembic.ini"), root, severalHeads);
        return new StaticCheck(new TenantSchemas(List.of(), List.of()), revision).run(List.of(), List.of(history));
    }

    private List<String> rules() {
        return check(null, false).findings().stream()
                .map(finding -> finding.rule() + " " + finding.file() + ":" + finding.line())
                .toList();
    }

    @Test
    void saysNothingOfASoundHistory() throws IOException {
        revision("b", "a", "op.create_table('more')", "op.drop_table('more')");
        assertThat(rules()).isEmpty();
    }

    @Test
    void tellsTwoFilesWithOneParentAndTheHeadsThatTheyMake() throws IOException {
        revision("b", "a", "op.create_table('b')", "op.drop_table('b')");
        revision("c", "a", "op.create_table('c')", "op.drop_table('c')");
        CheckReport report = check(null, false);
        assertThat(report.findings())
                .extracting(Finding::rule, Finding::file, Finding::line, Finding::message)
                .containsExactly(
                        tuple("multiple-heads", "versions/c.py", 3, "the history ends in 2 places: 'b', 'c'"),
                        tuple("shared-parent", "versions/c.py", 3, "follows 'a', and so does 'versions/b.py'"));
        assertThat(report.findings().get(0).sourceLine()).isEqualTo("revision = 'c'");
        assertThat(check(null, true).findings()).isEmpty();
        write("d.py", "revision = 'd'\ndown_revision = ('b', 'c')\ndef upgrade(): pass\ndef downgrade(): pass\n");
        assertThat(rules()).isEmpty();
    }

    @Test
    void tellsWhatAlembicWouldRefuse() throws IOException {
        revision("b", "gone", "op.create_table('b')", "op.drop_table('b')");
        assertThat(rules()).containsExactly("missing-parent versions/b.py:3");
        revision("b", "c", "op.create_table('b')", "op.drop_table('b')");
        revision("c", "b", "op.create_table('c')", "op.drop_table('c')");
        assertThat(rules()).containsExactly("cycle versions/b.py:3");
        revision("b", "a", "op.create_table('b')", "op.drop_table('b')");
        write("c.py", Files.readString(root.resolve("versions/b.py")));
        assertThat(rules()).containsExactly("duplicate-revision versions/c.py:3");
    }

    @Test
    void saysNothingOfTheGraphAroundAFileThatOnlyPythonCanTell() throws IOException {
        write("b.py", "revision = 'x' + str(1)\ndown_revision = 'a'\ndef upgrade(): pass\n");
        revision("c", "x1", "op.create_table('c')", "op.drop_table('c')");
        assertThat(rules()).containsExactly("computed-revision versions/b.py:1");
        write("b.py", "revision = 'x\ndown_revision = 'a'\n");
        assertThat(rules()).containsExactly("syntax versions/b.py:1");
    }

    @Test
    void tellsUnsafeOperationsUnlessACommentAllowsThem() throws IOException {
        revision("b", "a", "op.drop_column('users', 'name')", "pass");
        assertThat(rules()).containsExactly("drop-column versions/b.py:8", "missing-downgrade versions/b.py:11");
        revision("b", "a", "op.drop_column('users', 'name')  # devctl: allow drop-column: unused", "pass");
        assertThat(rules()).containsExactly("missing-downgrade versions/b.py:11");
        revision(
                "b",
                "a",
                "# devctl: allow drop-column because nobody\n    op.drop_column(\n        'users', 'name')\n"
                        + "    op.drop_column('users', 'mail')",
                "raise NotImplementedError");
        assertThat(rules()).containsExactly("drop-column versions/b.py:11", "missing-downgrade versions/b.py:14");
        String text = Files.readString(root.resolve("versions/b.py"));
        write("b.py", text.replace("def upgrade", "# devctl: allow drop-column\ndef upgrade"));
        assertThat(rules()).containsExactly("missing-downgrade versions/b.py:15");
        write("b.py", "# devctl: allow drop-column, missing-downgrade\n\n" + text);
        assertThat(rules()).isEmpty();
        write("b.py", "# devctl: allow drop-colum, cycle\n\n" + text);
        assertThat(rules())
                .startsWith(
                        "unknown-rule versions/b.py:1", "unknown-rule versions/b.py:1", "drop-column versions/b.py:13");
    }

    @Test
    void reportsAnEditedFileOfTheBaseAndSearchesNewOnesOnly() throws Exception {
        revision("b", "a", "op.drop_column('users', 'name')", "op.add_column('users', 'name')");
        git("init", "-q", "-b", "main");
        git("add", ".");
        git("commit", "-q", "-m", "start");
        assertThat(check("main", false)).isEqualTo(new CheckReport(List.of(), 0, 2));
        String text = Files.readString(root.resolve("versions/b.py"));
        write("b.py", "# a comment\n" + text.replace("'name'", "\"name\""));
        Files.move(root.resolve("versions/a.py"), root.resolve("versions/renamed.py"));
        assertThat(check("main", false).findings()).isEmpty();
        write("b.py", text.replace("op.drop_column('users', 'name')", "op.execute('select 1')"));
        assertThat(check("main", false).findings())
                .extracting(Finding::rule, Finding::file, Finding::line)
                .containsExactly(tuple("changed-file", "versions/b.py", 3));
        Files.delete(root.resolve("versions/b.py"));
        assertThat(check("main", false).findings())
                .extracting(Finding::rule, Finding::file)
                .containsExactly(tuple("deleted-file", "b.py"));
    }

    @Test
    void saysThatThereIsNoConfiguration() throws IOException {
        Files.delete(root.resolve("alembic.ini"));
        assertThat(rules()).containsExactly("syntax alembic.ini:0");
    }

    private void git(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(said).isZero();
    }
}
