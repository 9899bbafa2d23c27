package io.devctl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.hints.Hint;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.testing.Needs;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hint about a jar of Postgres that is not as it was published. */
class JarHintsTest {
    @TempDir
    private Path shared;

    @TempDir
    private Path work;

    @Test
    void aJarThatWasDamaged() throws Exception {
        Maven maven = Maven.ofThisUser();
        Platform platform = Platform.ofThisMachine();
        Release release = Release.of(platform).stream()
                .filter(one -> maven.local(one).isPresent())
                .findFirst()
                .orElseThrow(() -> Needs.missing("no jar of Postgres in Maven's repository", "mvn verify"));
        Files.writeString(shared.resolve(release.fileName()), "half of it");
        ReleaseJar jar = new ReleaseJar(release, shared, maven);
        DevctlException damaged = catchThrowableOfType(
                DevctlException.class, () -> open(jar, platform).close());
        Hint.of("rm '{}', then run the command again").follow(damaged, hint -> {
            String command = hint.text().substring(0, hint.text().indexOf(", then"));
            assertThat(new ProcessBuilder("/bin/sh", "-c", command).start().waitFor())
                    .isZero();
            try (InputStream archive = open(jar, platform)) {
                assertThat(archive.read()).isNotNegative();
            }
        });
    }

    private InputStream open(ReleaseJar jar, Platform platform) throws java.io.IOException {
        return jar.open(work, platform.archive(), EventSink.none()).stream();
    }
}
