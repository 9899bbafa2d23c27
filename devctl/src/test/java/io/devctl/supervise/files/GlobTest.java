package io.devctl.supervise.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GlobTest {
    @TempDir
    private Path temp = Path.of("");

    private Path dir = Path.of("");

    @BeforeEach
    void files() throws IOException {
        // a folder whose name would be a pattern itself
        dir = Files.createDirectories(temp.resolve("a [b] {c}"));
        for (String name :
                new String[] {"seed.py", "data/1.csv", "data/deep/er/2.csv", "data/.git/x.csv", "other.txt"}) {
            Path file = dir.resolve(name);
            Files.createDirectories(file.resolve("..").normalize());
            Files.writeString(file, name);
        }
    }

    @Test
    void namesFilesFoldersAndGlobs() throws IOException {
        assertThat(Glob.of(dir, "seed.py").files()).containsExactly(dir.resolve("seed.py"));
        assertThat(Glob.of(dir, "data").files())
                .containsExactlyInAnyOrder(dir.resolve("data/1.csv"), dir.resolve("data/deep/er/2.csv"));
        assertThat(Glob.of(dir, "data/**").files()).hasSize(2);
        assertThat(Glob.of(dir, "**/*.csv").files()).hasSize(2);
        assertThat(Glob.of(dir, "data/**/*.csv").files()).hasSize(2);
        assertThat(Glob.of(dir, "data/*.csv").files()).hasSize(1);
        assertThat(Glob.of(dir, "*.py").files()).hasSize(1);
        assertThat(Glob.of(dir, dir.resolve("data/1.csv").toString()).files()).hasSize(1);
        assertThat(Glob.of(dir, "missing/**").files()).isEmpty();
    }

    @Test
    void knowsWhichFoldersItReaches() {
        assertThat(Glob.of(dir, "*.py").reaches(dir)).isTrue();
        assertThat(Glob.of(dir, "*.py").reaches(dir.resolve("data"))).isFalse();
        assertThat(Glob.of(dir, "**/*.py").reaches(dir.resolve("data/deep"))).isTrue();
        assertThat(Glob.of(dir, "data/*/*.csv").reaches(dir.resolve("data/deep")))
                .isTrue();
        assertThat(Glob.of(dir, "data/*/*.csv").reaches(dir.resolve("data/deep/er")))
                .isFalse();
        assertThat(Glob.of(dir, "data").reaches(dir.resolve("data/deep/er"))).isTrue();
        assertThat(Glob.of(dir, "data").reaches(dir.resolve("other"))).isFalse();
    }
}
