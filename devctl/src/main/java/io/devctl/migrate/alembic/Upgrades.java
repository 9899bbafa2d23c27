package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.Interpreter.Answer;
import io.devctl.migrate.alembic.Interpreter.Outcome;
import io.devctl.migrate.process.ProgramRun;
import io.devctl.migrate.process.SearchPath;
import io.devctl.model.MigrationError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has Alembic upgrade targets, in an interpreter that is kept for the next one. Several of these work side by side; each is
 * used by one thread.
 */
public final class Upgrades implements AutoCloseable {
    private final Map<AlembicHistory, Interpreter> interpreters = new HashMap<>();

    /**
     * What came of it.
     *
     * @param error null when Alembic says that all went well, and when it was cancelled
     * @param again whether another try in a process of its own can come out differently
     */
    public record Result(@Nullable MigrationError error, boolean again) {}

    /**
     * Upgrades a target whose schema and version table are there.
     *
     * @param alone in a process of its own
     */
    public Result upgrade(AlembicHistory history, String schema, boolean alone, BooleanSupplier cancelled)
            throws InterruptedException {
        AlembicProject project = history.project();
        Map<String, String> variables = Map.of(
                project.schemaVariable(),
                schema,
                "PGOPTIONS",
                SearchPath.options(project.environment().get().get("PGOPTIONS"), schema));
        try {
            Optional<List<String>> python = PythonCommand.of(
                    project.command(), project.folder(), project.environment().get());
            if (python.isEmpty()) {
                return result(history, command(project, variables, cancelled), false);
            }
            Interpreter interpreter = interpreter(history, python.get(), alone || history.isOnePerTarget());
            Answer answer = interpreter.upgrade(project, variables, cancelled);
            boolean again = answer.reused() && (answer.outcome() == Outcome.OK || answer.outcome() == Outcome.BROKEN);
            return result(history, answer, again);
        } catch (IOException e) {
            return new Result(
                    error(
                            project.config().toString(),
                            0,
                            String.valueOf(e.getMessage()),
                            "say how Alembic is started under `command:`"),
                    false);
        }
    }

    private Interpreter interpreter(AlembicHistory history, List<String> python, boolean fresh) throws IOException {
        Interpreter known = interpreters.get(history);
        if (known != null && (fresh || !known.isUsable())) {
            known.close();
            known = null;
        }
        if (known == null) {
            known = new Interpreter(history.project(), python);
            interpreters.put(history, known);
        }
        return known;
    }

    /** A command whose Python is not known runs as it is, once for each target. */
    private static Answer command(AlembicProject project, Map<String, String> variables, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(project.command());
        command.addAll(List.of("-c", project.config().toString(), "upgrade", project.target()));
        Map<String, String> environment = new HashMap<>(project.environment().get());
        environment.putAll(variables);
        ProgramRun.Result run = ProgramRun.of(command, project.folder(), environment, project.timeout(), cancelled);
        Outcome outcome = switch (run.end()) {
            case EXITED -> run.isSuccess() ? Outcome.OK : Outcome.FAILED;
            case TIMEOUT -> Outcome.TIMEOUT;
            case CANCELLED -> Outcome.CANCELLED;
        };
        return new Answer(outcome, run.output(), false);
    }

    private static Result result(AlembicHistory history, Answer answer, boolean again) {
        return switch (answer.outcome()) {
            case OK, CANCELLED -> new Result(null, again);
            case TIMEOUT ->
                new Result(
                        error(
                                history.project().config().toString(),
                                0,
                                "Alembic took longer than "
                                        + history.project().timeout().toSeconds() + " s and was stopped",
                                "raise `timeout:` of this service's migrations if it is meant to take this long"),
                        false);
            case FAILED, BROKEN -> new Result(PythonFailure.of(history, answer.output()), again);
        };
    }

    private static MigrationError error(String file, int line, String message, @Nullable String hint) {
        return new MigrationError(file, line, 0, null, message, null, hint);
    }

    @Override
    public void close() {
        interpreters.values().forEach(Interpreter::close);
        interpreters.clear();
    }
}
