package io.devctl.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.hints.Hint;
import io.devctl.model.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hint about a build of devctl that was killed. */
class BuildHintsTest {
    @TempDir
    private Path folder;

    private List<Check> checks() {
        return new JavaChecks(Map.of(), new Properties(), folder.resolve("dev").toString()).all();
    }

    @Test
    void aLockThatIsLeft() throws Exception {
        Path lock = Files.createDirectories(folder.resolve("devctl/target/build.lock"));
        Files.writeString(lock.resolve("pid"), "99999999\n");
        String fix = checks().stream()
                .filter(check -> check.name().equals("build"))
                .map(check -> String.valueOf(check.fix()))
                .findFirst()
                .orElseThrow();
        Hint.of("rm -r '{}'").follow(fix, hint -> {
            assertThat(new ProcessBuilder("/bin/sh", "-c", hint.text()).start().waitFor())
                    .isZero();
            assertThat(checks()).noneMatch(check -> check.name().equals("build"));
        });
    }
}
