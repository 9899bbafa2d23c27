package io.devctl.migrate.alembic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.migrate.files.FileCache;
import io.devctl.model.DevctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RevisionFilesTest {
    @TempDir
    private Path root;

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void revision(String path, String id) throws IOException {
        write(path, "revision = '" + id + "'\ndown_revision = None\n");
    }

    private RevisionFiles.Found read(String... options) throws IOException {
        write("alembic.ini", "[alembic]\nscript_location = .\n" + String.join("\n", options) + "\n");
        AlembicSettings settings = AlembicSettings.read(root, Path.of("alembic.ini"));
        return new RevisionFiles(settings, root, FileCache.open(root.resolve("cache"))).read();
    }

    private List<String> shown(String... options) throws IOException {
        return read(options).revisions().stream().map(Revision::shown).toList();
    }

    @Test
    void readsTheFilesThatAlembicReadsInItsOrder() throws Exception {
        revision("versions/b.py", "b");
        revision("versions/B.py", "B");
        revision("versions/.hidden.py", "h");
        write("versions/__init__.py", "");
        write("versions/.#b.py", "an editor's lock");
        write("versions/b.pyc", "");
        write("versions/README", "");
        revision("versions/more/c.py", "c");
        revision("versions/more/__pycache__/d.py", "d");

        assertThat(shown()).containsExactly("versions/.hidden.py", "versions/B.py", "versions/b.py");
        assertThat(shown("recursive_version_locations = true"))
                .containsExactly("versions/.hidden.py", "versions/B.py", "versions/b.py", "versions/more/c.py");
    }

    @Test
    void readsAFileOnceHoweverManyWaysLeadToIt() throws Exception {
        revision("a/x.py", "x");
        Files.createDirectories(root.resolve("b"));
        Files.createSymbolicLink(root.resolve("b/link.py"), root.resolve("a/x.py"));
        assertThat(shown("version_locations = a b a gone")).containsExactly("a/x.py");
    }

    @Test
    void namesWhatCannotBeReadWithItsPlaceAmongTheOthers() throws Exception {
        revision("versions/a.py", "a");
        write("versions/b.py", "down_revision = None\nrevision = f()\n");
        revision("versions/c.py", "c");
        RevisionFiles.Found found = read();

        assertThat(found.revisions()).extracting(Revision::id).containsExactly("a", "c");
        assertThat(found.unreadable()).singleElement().satisfies(file -> {
            assertThat(file.place()).isEqualTo("versions/b.py:2");
            assertThat(file.why()).isEqualTo("computes `revision`");
            assertThat(file.position()).isEqualTo(1);
        });
    }

    @Test
    void refusesACompiledFileThatHasNoSourceWhereAlembicWouldRunIt() throws Exception {
        revision("versions/a.py", "a");
        write("versions/__pycache__/a.cpython-311.pyc", "");
        write("versions/__pycache__/gone.cpython-311.pyc", "");
        assertThat(shown()).containsExactly("versions/a.py");
        assertThatThrownBy(() -> shown("sourceless = true"))
                .isInstanceOf(DevctlException.class)
                .hasMessage("compiled migration without its source: 'gone.cpython-311.pyc' (versions)");
    }

    @Test
    void remembersEverythingThatItReads() throws Exception {
        String text = "\"\"\"add\\ttab `\\\\` Größe\n more\"\"\"\nrevision = 'a'\ndown_revision = ('b', 'c')\n"
                + "branch_labels = 'x'\ndepends_on = ['d', '']\nreplaces = 'e'\n";
        write("versions/a.py", text);
        String entry = RevisionEntry.of("a.py", Files.readAllBytes(root.resolve("versions/a.py")));

        assertThat(entry).doesNotContain("\t").doesNotContain("\n");
        assertThat(RevisionEntry.revision(entry, "versions/a.py"))
                .isEqualTo(new Revision(
                        "a",
                        List.of("b", "c"),
                        List.of("d", ""),
                        List.of("x"),
                        List.of("e"),
                        "add\ttab `\\` Größe\n more",
                        3,
                        "versions/a.py"));
        assertThat(read().revisions()).isEqualTo(read().revisions()).hasSize(1);
    }
}
