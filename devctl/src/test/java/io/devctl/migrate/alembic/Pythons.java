package io.devctl.migrate.alembic;

import io.devctl.testing.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The Alembics that are installed for tests: Debian's, and the newest one, which {@code .ci/alembic} gets from PyPI. */
public enum Pythons {
    DEBIAN("apt-get install alembic python3-psycopg2", "/usr/bin/alembic"),
    NEWEST(".ci/alembic", newest("alembic")),
    /** The newest one as a project has it that uv manages. */
    THROUGH_UV(
            ".ci/alembic", newest("uv"), "run", "--offline", "--no-project", "--python", newest("python"), "alembic");

    @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody else has
    private final List<String> command;

    private final String remedy;

    Pythons(String remedy, String... command) {
        this.remedy = remedy;
        this.command = List.of(command);
    }

    private static String newest(String program) {
        return cache().resolve("devctl-test/alembic/bin").resolve(program).toString();
    }

    private static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(set -> !set.isEmpty())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    }

    /** The command for Alembic. */
    public List<String> command() {
        if (!Files.isExecutable(Path.of(command.get(0)))) {
            throw Needs.missing("no " + command.get(0), remedy);
        }
        return command;
    }

    /** What Alembic's own command prints, or a Python script of the test's resources when the first argument names one. */
    List<String> run(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command());
        int from = 0;
        if (arguments[0].endsWith(".py")) {
            command =
                    new ArrayList<>(PythonCommand.of(command, folder, Map.of()).orElseThrow());
            command.add("-c");
            command.add(resource(arguments[0]));
            from = 1;
        }
        command.addAll(List.of(arguments).subList(from, arguments.length));
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(output + Files.readString(errors));
        }
        return output.lines().toList();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Pythons.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
