package io.devctl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCacheTest {
    @TempDir
    Path temp = Path.of("/");

    @Test
    void followsXdgThenHome() {
        Map<String, String> both = Map.of("XDG_CACHE_HOME", "/x", "HOME", "/h");
        assertThat(UserCache.of(both, "/j", false).place()).isEqualTo("/x/devctl");
        assertThat(UserCache.of(Map.of("HOME", "/h"), "/j", false).place()).isEqualTo("/h/.cache/devctl");
        assertThat(UserCache.of(Map.of("HOME", "/h"), "/j", true).place()).isEqualTo("/h/Library/Caches/devctl");
        assertThat(UserCache.of(Map.of(), "/j", false).place()).isEqualTo("/j/.cache/devctl");
    }

    @Test
    void ignoresWhatIsNoAbsolutePath() {
        Map<String, String> relative = Map.of("XDG_CACHE_HOME", "cache", "HOME", "");
        assertThat(UserCache.of(relative, "?", false).folder("postgres")).isEmpty();
    }

    @Test
    void makesItsFoldersPrivate() throws IOException {
        Path made = UserCache.at(temp.resolve("a")).folder("b").orElseThrow();
        assertThat(Files.getPosixFilePermissions(made)).hasSize(3);
    }

    @Test
    void isEmptyWhereNothingCanBeMade() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThat(UserCache.at(file).folder("b")).isEmpty();
    }
}
