package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hints of the launcher, and those about what it finds on the machine. */
@Timeout(180)
class LauncherHintsIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void project() {
        checkout.write("services.yaml", "services: {web: {command: x, database: false}}\n");
    }

    private Run shell(String command) throws IOException {
        return Run.await(
                new ProcessBuilder("/bin/sh", "-c", command)
                        .directory(checkout.root().toFile())
                        .start(),
                Duration.ofMinutes(1));
    }

    private String doctor() {
        return "'" + Checkout.launcher() + "' doctor";
    }

    @Test
    void commandsBehindMigrations() throws Exception {
        Hint.of("name one that is in PATH after --then")
                .follow(
                        bad(checkout.dev("migrate", "--then", "no-such-command")),
                        hint -> assertThat(good(checkout.dev("migrate", "--then", "echo", "all is well"))
                                        .out())
                                .contains("all is well"));
    }

    @Test
    void theMachine() throws Exception {
        Path file = checkout.write("file", "");
        checkout.with("JAVA_HOME", "/nowhere").with("LC_ALL", "C").with("XDG_CACHE_HOME", file.toString());
        Run doctor = checkout.dev("doctor");
        String before = "export JAVA_HOME=/nowhere LC_ALL=C XDG_CACHE_HOME='" + file + "'; ";
        Hint.of("export JAVA_HOME='{}'").follow(doctor, hint -> {
            assertThat(shell(before + doctor()).out()).contains("JAVA_HOME has no");
            assertThat(shell(before + hint.text() + "; " + doctor()).out())
                    .contains("from JAVA_HOME")
                    .doesNotContain("JAVA_HOME has no");
        });
        Hint.of("export LANG=C.UTF-8, and unset LC_ALL").follow(doctor, hint -> {
            String commands = hint.text().replace(", and ", "; ");
            assertThat(shell(before + commands + "; " + doctor()).out()).doesNotContain("not one of UTF-8");
        });
        Hint.of("set XDG_CACHE_HOME to a folder that can be written").follow(doctor, hint -> {
            checkout.with("XDG_CACHE_HOME", checkout.beside("cache").toString());
            assertThat(checkout.dev("doctor").out()).doesNotContain("XDG_CACHE_HOME");
        });
    }

    @Test
    void aBuildThatFails() throws Exception {
        Path clone = checkout.beside("clone");
        Path real = Checkout.launcher().resolveSibling("devctl/target");
        Path launcher = Files.copy(Checkout.launcher(), clone.resolve("dev"));
        Path target = Files.createDirectories(clone.resolve("devctl/target"));
        // in the place of Maven, because a build takes minutes: it needs a file, and has the jar that is there already
        Path maven = Files.createDirectories(clone.resolve("bin")).resolve("mvn");
        Files.writeString(maven, """
                #!/bin/sh
                [ -f needed ] || { echo '[ERROR] there is no file: needed'; exit 1; }
                cp -p '%s'/devctl.js* devctl/target
                cp '%s/devctl.jar' devctl/target && touch devctl/target/devctl.js*
                ln -s '%s/lib' devctl/target/lib
                """.formatted(real, real, real));
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        String version = "PATH='" + maven.getParent() + "':\"$PATH\" '" + launcher + "' --version";
        Hint.of("less '{}/build.log'").follow(bad(shell(version)), hint -> {
            assertThat(hint.part(0)).isEqualTo(target.toString());
            assertThat(good(shell(hint.text())).out()).contains("there is no file: needed");
            Files.createFile(clone.resolve("needed"));
            assertThat(good(shell(version)).out()).contains("devctl");
        });
    }
}
