package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.Interpreter.Answer;
import io.devctl.migrate.alembic.Interpreter.Outcome;
import io.devctl.migrate.engine.Models;
import io.devctl.migrate.process.ByHand;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Target;
import java.io.IOException;
import java.util.List;

/** Asks Alembic whether the models have what no revision makes: {@code alembic check}, since 1.9. */
public final class ModelCheck {
    private static final String CHANGED = "New upgrade operations detected: ";

    private ModelCheck() {}

    /**
     * Compares; reads the database and changes nothing.
     *
     * @param target that the models are compared with; it has to have all revisions
     */
    public static Models of(AlembicProject project, Target target) {
        Answer answer;
        try {
            answer = AlembicCommand.run(project, List.of("check"), project.variables(target.schema()), () -> false);
        } catch (IOException e) {
            return Models.unknown(String.valueOf(e.getMessage()), "say how it is started under `command:`");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted while models were compared", null, e);
        }
        if (answer.outcome() == Outcome.OK) {
            return Models.same();
        }
        String last = answer.output().stream()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .orElse("it said nothing");
        for (String line : answer.output()) {
            int at = line.indexOf(CHANGED);
            if (at >= 0) {
                return new Models(Models.State.CHANGED, line.substring(at + CHANGED.length()), "");
            }
        }
        if (answer.output().stream().anyMatch(line -> line.contains("invalid choice: 'check'"))) {
            return Models.unknown("this Alembic has no `check`", "take Alembic 1.9 or newer");
        }
        if (answer.output().stream().anyMatch(line -> line.contains("does not provide a MetaData object"))) {
            return Models.unknown("env.py names no models", "set target_metadata in env.py");
        }
        if (PythonFailure.isNoProgram(last)) {
            return Models.unknown(last, "say how it is started under `command:`");
        }
        String command = String.join(" ", project.command()) + " check";
        return Models.unknown(last, ByHand.in(target.schema(), target.service(), command));
    }
}
