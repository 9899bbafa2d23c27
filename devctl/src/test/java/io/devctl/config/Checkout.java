package io.devctl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A folder with a services.yaml, for tests. */
record Checkout(Path root) {
    Checkout file(String name, String text) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Checkout folder(String name) {
        try {
            Files.createDirectories(root.resolve(name));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    DevctlConfig load(String yaml) {
        return load(yaml, Map.of());
    }

    DevctlConfig load(String yaml, Map<String, String> caller) {
        file(ConfigLoader.FILE_NAME, yaml);
        return load(caller);
    }

    DevctlConfig load(Map<String, String> caller) {
        Path file = root.resolve(ConfigLoader.FILE_NAME);
        DevctlConfig config = ConfigLoader.load(file, caller);
        SchemaJudge.requireAccepted(file);
        return config;
    }

    /** Every problem as {@code line; hint}. */
    List<String> problems(String yaml) {
        return problems(yaml, Map.of());
    }

    List<String> problems(String yaml, Map<String, String> caller) {
        file(ConfigLoader.FILE_NAME, yaml);
        DevctlException failure = failure(caller);
        List<String> lines = new ArrayList<>();
        for (Problem problem : failure.problems()) {
            lines.add(problem.hint() == null ? problem.line() : problem.line() + "; " + problem.hint());
        }
        return lines;
    }

    DevctlException failure(Map<String, String> caller) {
        DevctlException failure = catchThrowableOfType(DevctlException.class, () -> load(caller));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(ExitCode.CONFIG);
        SchemaJudge.requireRejectedLike(root.resolve(ConfigLoader.FILE_NAME), failure);
        return failure;
    }
}
