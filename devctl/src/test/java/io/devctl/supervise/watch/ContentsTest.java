package io.devctl.supervise.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContentsTest {
    @TempDir
    private Path dir = Path.of("");

    /** A service that writes its own file at each start would else be restarted for ever. */
    @Test
    void theSameContentWrittenAgainIsNoChange() throws IOException {
        Contents contents = new Contents();
        Path file = dir.resolve("generated.py");
        Files.writeString(file, "x = 1");
        assertThat(contents.differ(file)).isTrue();
        Files.writeString(file, "x = 1");
        assertThat(contents.differ(file)).isFalse();
        Files.writeString(file, "x = 2");
        assertThat(contents.differ(file)).isTrue();
        Files.delete(file);
        assertThat(contents.differ(file)).isTrue();
        assertThat(contents.differ(file)).isFalse();
        assertThat(contents.differ(dir)).isFalse();
    }
}
