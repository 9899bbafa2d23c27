package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.Interpreter.Answer;
import io.devctl.migrate.alembic.Interpreter.Outcome;
import io.devctl.migrate.engine.EngineSession;
import io.devctl.migrate.engine.Order;
import io.devctl.migrate.engine.Said;
import io.devctl.model.MigrationError;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Has Alembic work on targets, in an interpreter that is kept for the next one. */
final class AlembicSession implements EngineSession {
    private final AlembicHistory history;
    private @Nullable Interpreter interpreter;

    AlembicSession(AlembicHistory history) {
        this.history = history;
    }

    @Override
    public Said run(Order order, String schema, boolean alone, BooleanSupplier cancelled) throws InterruptedException {
        AlembicProject project = history.project();
        Map<String, String> variables = project.variables(schema);
        try {
            Optional<List<String>> python = PythonCommand.of(
                    project.command(), project.folder(), project.environment().get());
            if (python.isEmpty()) {
                return said(commands(project, order, variables, cancelled), false);
            }
            Interpreter ready = interpreter(python.get(), alone || history.isOnePerTarget());
            Answer answer = ready.run(project, order, variables, cancelled);
            boolean again = answer.reused() && (answer.outcome() == Outcome.OK || answer.outcome() == Outcome.BROKEN);
            return said(answer, again);
        } catch (IOException e) {
            return new Said(
                    error(
                            project.config().toString(),
                            String.valueOf(e.getMessage()),
                            "say how it is started under `command:`"),
                    false,
                    "");
        }
    }

    private Interpreter interpreter(List<String> python, boolean fresh) throws IOException {
        Interpreter known = interpreter;
        if (known != null && (fresh || !known.isUsable())) {
            known.close();
            known = null;
        }
        if (known == null) {
            known = new Interpreter(history.project(), python);
            interpreter = known;
        }
        return known;
    }

    /** A command whose Python is not known runs as it is, once for each target and destination. */
    private static Answer commands(
            AlembicProject project, Order order, Map<String, String> variables, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        Answer last = new Answer(Outcome.OK, List.of(), "", false);
        for (String to : order.to()) {
            last = AlembicCommand.run(project, words(order.verb(), to), variables, cancelled);
            if (last.outcome() != Outcome.OK) {
                return last;
            }
        }
        return last;
    }

    private static List<String> words(Order.Verb verb, String to) {
        return switch (verb) {
            case UPGRADE -> List.of("upgrade", to);
            case DOWNGRADE -> List.of("downgrade", to);
            case STAMP -> List.of("stamp", to);
            case PURGE -> List.of("stamp", "--purge", to);
            case SCRIPT -> List.of("upgrade", "--sql", to);
        };
    }

    private Said said(Answer answer, boolean again) {
        AlembicProject project = history.project();
        return switch (answer.outcome()) {
            case OK, CANCELLED -> new Said(null, again, answer.text());
            case TIMEOUT ->
                new Said(
                        error(
                                project.config().toString(),
                                "Alembic took longer than " + project.timeout().toSeconds() + " s and was stopped",
                                "raise `timeout:` of this service's migrations if it is meant to take this long"),
                        false,
                        "");
            case FAILED, BROKEN -> new Said(PythonFailure.of(history, answer.output()), again, "");
        };
    }

    private static MigrationError error(String file, String message, String hint) {
        return new MigrationError(file, 0, 0, null, message, null, hint);
    }

    @Override
    public void close() {
        Interpreter known = interpreter;
        interpreter = null;
        if (known != null) {
            known.close();
        }
    }
}
