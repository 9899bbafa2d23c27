package io.devctl.migrate.alembic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PythonCommandTest {
    @TempDir
    private Path folder;

    private Optional<List<String>> python(String... command) {
        return PythonCommand.of(List.of(command), folder, Map.of("PATH", "/nowhere:bin"));
    }

    private void script(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void startsPythonAsAlembicIsStarted() {
        assertThat(python("uv", "run", "alembic")).contains(List.of("uv", "run", "python"));
        assertThat(python("docker", "compose", "exec", "-T", "app", "alembic"))
                .contains(List.of("docker", "compose", "exec", "-T", "app", "python"));
        assertThat(python("python3.12", "-m", "alembic")).contains(List.of("python3.12"));
    }

    @Test
    void takesTheInterpreterOfAScript() throws Exception {
        script("bin/alembic", "#!/venv/bin/python3\nimport sys\n");
        assertThat(python("alembic")).contains(List.of("/venv/bin/python3"));
        script("own/alembic", "#!/usr/bin/env python3\n");
        assertThat(python("own/alembic")).contains(List.of("/usr/bin/env", "python3"));
        script("own/alembic", "#!/bin/sh\n'''exec' \"/a very/long path/bin/python\" \"$0\" \"$@\"\n' '''\n");
        assertThat(python("own/alembic")).contains(List.of("/a very/long path/bin/python"));
    }

    @Test
    void doesNotGuess() throws Exception {
        script("bin/migrate.sh", "#!/bin/sh\nexec alembic \"$@\"\n");
        assertThat(python("migrate.sh")).isEmpty();
        assertThat(python("missing")).isEmpty();
        assertThat(python("make", "migrations")).isEmpty();
    }
}
