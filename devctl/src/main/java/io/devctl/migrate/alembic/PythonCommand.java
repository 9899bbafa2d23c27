package io.devctl.migrate.alembic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Python that a command for Alembic runs in: {@code uv run alembic} gives {@code uv run python}, a script the
 * interpreter of its first line.
 */
public final class PythonCommand {
    /** Of an installer's script whose interpreter has too long a path, or one with spaces, for a first line. */
    private static final Pattern LONG_FIRST_LINE = Pattern.compile("'''exec' (?:\"([^\"]+)\"|(\\S+))");

    /** A first line is never longer than this. */
    private static final int FIRST_LINES = 4096;

    private PythonCommand() {}

    /**
     * The command with which Python is started; empty when it cannot be told.
     *
     * @param alembic the command with which Alembic is started
     * @param folder where it runs
     * @param environment in which it runs
     */
    public static Optional<List<String>> of(List<String> alembic, Path folder, Map<String, String> environment) {
        int last = alembic.size() - 1;
        if (last >= 2
                && alembic.get(last).equals("alembic")
                && alembic.get(last - 1).equals("-m")) {
            return Optional.of(List.copyOf(alembic.subList(0, last - 1)));
        }
        if (last >= 1 && alembic.get(last).equals("alembic")) {
            List<String> command = new ArrayList<>(alembic.subList(0, last));
            command.add("python");
            return Optional.of(List.copyOf(command));
        }
        if (last != 0) {
            return Optional.empty();
        }
        Path script = find(alembic.get(0), folder, environment);
        return script == null ? Optional.empty() : interpreter(script);
    }

    private static @Nullable Path find(String program, Path folder, Map<String, String> environment) {
        if (program.contains("/")) {
            Path path = folder.resolve(program);
            return Files.isExecutable(path) ? path : null;
        }
        for (String entry : environment.getOrDefault("PATH", "").split(":")) {
            Path path = folder.resolve(entry).resolve(program);
            if (Files.isRegularFile(path) && Files.isExecutable(path)) {
                return path;
            }
        }
        return null;
    }

    private static Optional<List<String>> interpreter(Path script) {
        String[] lines;
        try (var in = Files.newInputStream(script)) {
            lines = new String(in.readNBytes(FIRST_LINES), StandardCharsets.UTF_8).split("\n", 3);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (!lines[0].startsWith("#!")) {
            return Optional.empty();
        }
        List<String> command = Arrays.asList(lines[0].substring(2).strip().split("\\s+"));
        if (command.get(command.size() - 1).contains("python") || command.get(0).contains("python")) {
            return Optional.of(List.copyOf(command));
        }
        Matcher exec = LONG_FIRST_LINE.matcher(lines.length > 1 ? lines[1] : "");
        if (exec.find()) {
            return Optional.of(List.of(exec.group(1) != null ? exec.group(1) : exec.group(2)));
        }
        return Optional.empty();
    }
}
