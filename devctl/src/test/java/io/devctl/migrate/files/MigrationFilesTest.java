package io.devctl.migrate.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrationFilesTest {
    @TempDir
    private Path root;

    private Path write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<MigrationFile> load(String... folders) {
        List<Path> paths = List.of(folders).stream().map(root::resolve).toList();
        return new MigrationFiles(root, FileCache.open(null)).load(paths, null).files();
    }

    @Test
    void mergesFoldersByNameAndSorts() {
        write("a/20250101000002_b.sql", "select 2;");
        write("b/20250101000001_a.sql", "select 1;");
        write("b/20250101000002_b.sql", "select 2;\r\n");
        assertThat(load("a", "b"))
                .extracting(MigrationFile::name)
                .containsExactly("20250101000001_a.sql", "20250101000002_b.sql");
        assertThat(load("a", "b"))
                .extracting(MigrationFile::shown)
                .containsExactly("b/20250101000001_a.sql", "a/20250101000002_b.sql");
    }

    @Test
    void oneNameWithOtherContentShowsTheDifference() {
        write("a/20250101000001_a.sql", "select 1;\nselect 2;\n");
        write("b/20250101000001_a.sql", "select 1;\nselect 3;\n");
        assertThatThrownBy(() -> load("a", "b"))
                .isInstanceOfSatisfying(
                        DevctlException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_MIGRATION))
                .hasMessage("""
                        two migrations have one name and differ: '20250101000001_a.sql' (a/20250101000001_a.sql:2, b/20250101000001_a.sql:2)
                          --- a/20250101000001_a.sql
                          +++ b/20250101000001_a.sql
                          - select 2;
                          + select 3;""");
    }

    /** Left out, it would be pending for nobody. */
    @Test
    void aLinkToNowhereIsNotPassedOver() throws IOException {
        write("a/20250101000001_a.sql", "select 1;");
        Path link = root.resolve("a/20250101000002_b.sql");
        Files.createSymbolicLink(link, root.resolve("gone.sql"));
        assertThatThrownBy(() -> load("a"))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining("20250101000002_b.sql");
        write("gone.sql", "select 2;");
        assertThat(load("a")).hasSize(2);
    }

    @Test
    void whatIsNoMigrationIsLeftAlone() throws IOException {
        write("a/20250101000001_a.sql", "select 1;");
        for (String other : List.of(
                "README.md",
                ".hidden.sql",
                ".#x.sql",
                "#x.sql",
                "x.sql~",
                "x.sql.bak",
                ".x.sql.swp",
                "20250101000001_a.down.sql")) {
            write("a/" + other, "not SQL '");
        }
        Files.createDirectories(root.resolve("a/folder.sql"));
        assertThat(load("a")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1_x.sql", "x.sql", "2025010100000_x.sql", "20250101000001.sql", "20250101000001_x.SQL"})
    void aNameThatDoesNotMatchIsAnError(String name) {
        write("a/" + name, "select 1;");
        assertThatThrownBy(() -> load("a"))
                .hasMessage("migration's name does not match: '" + name + "' (a/" + name + ")")
                .isInstanceOfSatisfying(
                        DevctlException.class, e -> assertThat(e.hint()).isPresent());
    }

    @Test
    void aFolderThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> load("nowhere")).hasMessage("no such folder of migrations: 'nowhere'");
    }

    @Test
    void anUnchangedFileIsNotReadAgain() throws IOException {
        Path file = write("x.sql", "a");
        Path cache = root.resolve("cache/files");
        age(file);
        assertThat(reads(file, cache)).isEqualTo(1);
        // its inode was changed just now, so the first reading is not trusted yet
        assertThat(reads(file, cache)).isEqualTo(1);
        awaitTrust(file, cache);
        assertThat(reads(file, cache)).isZero();
        write("x.sql", "b");
        age(file);
        assertThat(reads(file, cache)).isEqualTo(1);
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100)));
    }

    /** The inode's own time cannot be set: it must pass. */
    private static void awaitTrust(Path file, Path cache) throws IOException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (reads(file, cache) > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static int reads(Path file, Path cacheFile) throws IOException {
        AtomicInteger reads = new AtomicInteger();
        FileCache cache = FileCache.open(cacheFile);
        cache.remembered("devctl", file, () -> {
            reads.incrementAndGet();
            return "0".repeat(64);
        });
        cache.save();
        return reads.get();
    }
}
