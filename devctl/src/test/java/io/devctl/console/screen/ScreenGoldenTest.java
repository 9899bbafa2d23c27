package io.devctl.console.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.console.style.Painted;
import io.devctl.model.ServiceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole screens at several sizes. {@code -Dgolden.update=true} records them anew: read the difference before it is
 * committed.
 */
class ScreenGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/screens");
    private static final List<int[]> SIZES = List.of(new int[] {40, 10}, new int[] {80, 24}, new int[] {120, 40});

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrating",
                "ready",
                "ascii",
                "failing",
                "one-service",
                "help",
                "search",
                "searching",
                "held",
                "quit",
                "quit-early",
                "wrapped"
            })
    void looksAsRecorded(String name) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (int[] size : SIZES) {
            Scenes scene = scene(name);
            scene.at(size[0], size[1]); // a page is as long as what was drawn
            seen.append("=== ").append(size[0]).append(" x ").append(size[1]).append('\n');
            seen.append(framed(scene.at(size[0], size[1]), size[0]));
        }
        Path file = FOLDER.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, seen.toString());
        }
        assertThat(seen.toString()).isEqualTo(Files.readString(file));
    }

    private static Scenes scene(String name) {
        return switch (name) {
            case "migrating" -> Scenes.begin().migrating();
            case "ready" -> Scenes.begin().ready();
            case "ascii" -> Scenes.ascii().ready();
            case "failing" -> failing();
            case "one-service" -> Scenes.begin().ready().typed(">>^");
            case "help" -> Scenes.begin().ready().typed("?");
            case "search" -> Scenes.begin().ready().typed("/users/1");
            case "searching" -> Scenes.begin().ready().typed("/users/1^n");
            case "held" -> Scenes.begin().ready().typed("f>>").log("auth_api", "written behind the back");
            case "quit" -> Scenes.begin().ready().typed("q");
            case "quit-early" -> Scenes.begin().migrating().typed("q");
            case "wrapped" ->
                Scenes.begin()
                        .ready()
                        .log("auth_api", "a line that goes on and on ".repeat(8))
                        .log("workflow_engine", "认证服务 cafe\u0301 🚀 ".repeat(9))
                        .typed("w");
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Scenes failing() {
        String reason = "exited with 1 before it was ready; gave up after 5 restarts in a row";
        return Scenes.begin()
                .ready()
                .status("auth_api", ServiceState.FAILED, reason)
                .status("workflow_engine", ServiceState.PENDING, "blocked: auth_api failed")
                .typed(">>");
    }

    /** With its edge, so that a space too many at the end of a line is seen. */
    private static String framed(String screen, int columns) {
        StringBuilder framed = new StringBuilder();
        screen.lines().forEach(line -> framed.append(Painted.pad(line, columns)).append("|\n"));
        return framed.toString();
    }
}
