package io.devctl.supervise.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.supervise.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FingerprintTest {
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

    private String of(String... inputs) throws IOException {
        return Fingerprint.of(Specs.task(Specs.shell("t", dir, "x"), inputs));
    }

    @Test
    void changesWithContentNamesAndCommandOnly() throws IOException {
        String before = of("data/**", "seed.py");
        assertThat(of("seed.py", "data/**")).isEqualTo(before);
        Files.writeString(dir.resolve("other.txt"), "changed");
        assertThat(of("data/**", "seed.py")).isEqualTo(before);
        Files.move(dir.resolve("data/1.csv"), dir.resolve("data/3.csv"));
        assertThat(of("data/**", "seed.py")).isNotEqualTo(before);
        Files.move(dir.resolve("data/3.csv"), dir.resolve("data/1.csv"));
        assertThat(of("data/**", "seed.py")).isEqualTo(before);
        Files.writeString(dir.resolve("data/1.csv"), "changed");
        assertThat(of("data/**", "seed.py")).isNotEqualTo(before);
        assertThat(Fingerprint.of(Specs.task(Specs.shell("t", dir, "y"), "seed.py")))
                .isNotEqualTo(of("seed.py"));
    }
}
