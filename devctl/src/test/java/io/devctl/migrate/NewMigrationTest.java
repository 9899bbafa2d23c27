package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.migrate.NewMigration.NewFile;
import io.devctl.migrate.files.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the next migration is called and where it goes. */
class NewMigrationTest {
    private static final Instant NOW = Instant.parse("2026-03-04T23:30:15Z");

    @TempDir
    private Path root;

    private List<String> next(@Nullable Format format, String description, String... folders) {
        List<Path> paths = new ArrayList<>();
        for (String folder : folders) {
            paths.add(root.resolve(folder));
        }
        MigrationSet set = new MigrationSet(
                "app",
                "sql",
                paths,
                root,
                format,
                Ledger.DEFAULT,
                Map.of(),
                Limits.DEFAULT,
                MigrationSet.Rules.STANDARD);
        return NewMigration.plan(set, description, NOW).stream()
                .map(NewFile::path)
                .map(path -> root.relativize(path).toString())
                .toList();
    }

    private void file(String name) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "select 1;\n");
    }

    @Test
    void theTimeIsUtcAndTheWordsAreAscii() throws IOException {
        Files.createDirectories(root.resolve("m"));
        assertThat(next(null, "  Add INDEX: users(name), größer ", "m"))
                .containsExactly("m/20260304233015_add_index_users_name_grosser.sql");
    }

    @Test
    void itSortsAfterTheNewestFileEvenOneFromTheFuture() throws IOException {
        file("m/20260304233015_same.sql");
        assertThat(next(null, "x", "m")).containsExactly("m/20260304233016_x.sql");
        file("m/20991231235959_late.sql");
        assertThat(next(null, "x", "m")).containsExactly("m/20991231235960_x.sql");
    }

    @Test
    void foldersThatAreKeptInStepGetItAll() throws IOException {
        file("m/20250101000001_a.sql");
        file("init/20250101000001_a.sql");
        file("old/20240101000001_a.sql");
        assertThat(next(null, "x", "m", "old", "init"))
                .containsExactly("m/20260304233015_x.sql", "init/20260304233015_x.sql");
        file("init/20250101000002_b.sql");
        assertThat(next(null, "x", "m", "old", "init")).containsExactly("m/20260304233015_x.sql");
    }

    @Test
    void otherConventionsHaveNamesOfTheirOwn() throws IOException {
        Files.createDirectories(root.resolve("m"));
        assertThat(next(Format.FLYWAY, "x y", "m")).containsExactly("m/V1__x_y.sql");
        assertThat(next(Format.GOLANG_MIGRATE, "x", "m"))
                .containsExactly("m/20260304233015_x.up.sql", "m/20260304233015_x.down.sql");
        assertThat(next(Format.DIESEL, "x", "m"))
                .containsExactly("m/2026-03-04-233015_x/up.sql", "m/2026-03-04-233015_x/down.sql");
        assertThat(next(Format.DBMATE, "x", "m")).containsExactly("m/20260304233015_x.sql");
    }

    @Test
    void oddDescriptionsAreRefused() throws IOException {
        Files.createDirectories(root.resolve("m"));
        for (String odd : List.of("", "  ", "!!", "42", "\u591a", "a\nb", "x".repeat(101))) {
            assertThatThrownBy(() -> next(null, odd, "m")).as(odd).hasMessageStartingWith("not a description");
        }
    }
}
