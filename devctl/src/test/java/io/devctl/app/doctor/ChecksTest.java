package io.devctl.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {
    @TempDir
    Path folder;

    private List<Check> java(Properties properties) {
        return new JavaChecks(Map.of(), properties, folder.resolve("dev").toString()).all();
    }

    private static Check named(List<Check> checks, String name) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "199_000_000, PROBLEM, 199 MB free",
        "999_000_000, WARNING, 999 MB free",
        "1_500_000_000, OK, 1.5 GB free",
        "-1, WARNING, cannot tell",
    })
    void theRoomLeftDecides(String free, Check.State state, String message) {
        Check check = DiskChecks.room("disk", folder, Long.parseLong(free.replace("_", "")));

        assertThat(check.state()).isEqualTo(state);
        assertThat(check.message()).contains(message);
    }

    @Test
    void aJavaWithoutACompilerAndWithoutAnArchiveIsNamed() {
        Properties properties = new Properties();
        properties.setProperty("java.home", folder.toString());

        assertThat(named(java(properties), "java").state()).isEqualTo(Check.State.WARNING);
        assertThat(named(java(properties), "java").fix()).contains("JAVA_HOME to a JDK");
        assertThat(named(java(properties), "class data").state()).isEqualTo(Check.State.WARNING);
        assertThat(named(java(properties), "class data").fix()).startsWith("chmod u+w");

        properties.setProperty("devctl.archive", "devctl.jsa");
        assertThat(named(java(properties), "class data").state()).isEqualTo(Check.State.OK);
    }

    @Test
    void theLockOfABuildThatWasKilledIsNamedAndThatOfARunningOneIsNot() throws IOException {
        assertThat(java(new Properties())).noneMatch(check -> check.name().equals("build"));
        Path lock = Files.createDirectories(folder.resolve("devctl/target/build.lock"));

        Files.writeString(lock.resolve("pid"), "99999999\n");
        assertThat(named(java(new Properties()), "build").state()).isEqualTo(Check.State.WARNING);
        assertThat(named(java(new Properties()), "build").fix()).isEqualTo("rm -r '" + lock + "'");

        Files.writeString(lock.resolve("pid"), ProcessHandle.current().pid() + "\n");
        assertThat(named(java(new Properties()), "build").state()).isEqualTo(Check.State.OK);
    }
}
