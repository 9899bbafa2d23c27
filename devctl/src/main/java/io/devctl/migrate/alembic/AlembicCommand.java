package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.Interpreter.Answer;
import io.devctl.migrate.alembic.Interpreter.Outcome;
import io.devctl.migrate.process.ProgramRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        Map<String, String> environment = new HashMap<>(project.environment().get());
        environment.putAll(variables);
        try {
            ProgramRun.Result run =
                    ProgramRun.of(command, project.folder(), environment, project.timeout(), cancelled, text);
            Outcome outcome = switch (run.end()) {
                case EXITED -> run.isSuccess() ? Outcome.OK : Outcome.FAILED;
                case TIMEOUT -> Outcome.TIMEOUT;
                case CANCELLED -> Outcome.CANCELLED;
            };
            String printed = Files.readString(text, StandardCharsets.UTF_8);
            List<String> said = new ArrayList<>(run.output());
            if (outcome != Outcome.OK) {
                // its last word is on either
                said.addAll(printed.lines().toList());
            }
            return new Answer(outcome, said, printed, false);
        } finally {
            Files.deleteIfExists(text);
        }
    }
}
