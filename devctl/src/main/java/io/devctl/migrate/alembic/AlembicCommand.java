package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.Interpreter.Answer;
import io.devctl.migrate.alembic.Interpreter.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Alembic's own command, run once: {@code uv run alembic -c alembic.ini revision -m …}. */
final class AlembicCommand {
    private AlembicCommand() {}

    /**
     * Runs it; what it prints on standard output is the answer's text, the rest its output.
     *
     * @param words behind the configuration
     * @param variables what its environment has beside the project's
     */
    static Answer run(
            AlembicProject project, List<String> words, Map<String, String> variables, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(project.command());
        command.addAll(List.of("-c", project.config().toString()));
        command.addAll(words);
        Path text = Files.createTempFile("devctl-alembic", ".out");
        Path output = Files.createTempFile("devctl-alembic", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(project.folder().toFile())
                    .redirectOutput(text.toFile())
                    .redirectError(output.toFile());
            builder.environment().clear();
            builder.environment().putAll(project.environment().get());
            builder.environment().putAll(variables);
            Outcome outcome = outcome(builder.start(), project, cancelled);
            String printed = Files.readString(text, StandardCharsets.UTF_8);
            List<String> said = new ArrayList<>(Files.readAllLines(output, StandardCharsets.UTF_8));
            if (outcome != Outcome.OK) {
                // its last word is on either
                said.addAll(printed.lines().toList());
            }
            return new Answer(outcome, said, printed, false);
        } finally {
            Files.deleteIfExists(text);
            Files.deleteIfExists(output);
        }
    }

    private static Outcome outcome(Process process, AlembicProject project, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        try {
            process.getOutputStream().close();
            long deadline = System.nanoTime() + project.timeout().toNanos();
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (cancelled.getAsBoolean()) {
                    return Outcome.CANCELLED;
                }
                if (System.nanoTime() > deadline) {
                    return Outcome.TIMEOUT;
                }
            }
            return process.exitValue() == 0 ? Outcome.OK : Outcome.FAILED;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
