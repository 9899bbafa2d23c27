package io.devctl.migrate.tool;

import io.devctl.migrate.engine.Models;
import io.devctl.migrate.process.ByHand;
import io.devctl.migrate.process.ProgramRun;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Target;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a tool whether the models have what no migration makes; it changes nothing. */
public final class ToolModels {
    private ToolModels() {}

    /**
     * Compares.
     *
     * @param target whose environment the tool is given
     * @return null where the tool has no models, or no command for this
     */
    public static @Nullable Models of(ToolProject project, Target target) {
        ToolProject.ModelQuestion question = project.models();
        if (question == null) {
            return null;
        }
        String command = String.join(" ", question.command());
        ProgramRun.Result run;
        try {
            run = ProgramRun.of(
                    question.command(),
                    project.folder(),
                    project.environment(target.schema(), target.tenant()),
                    project.timeout(),
                    () -> false);
        } catch (IOException e) {
            return Models.unknown(String.valueOf(e.getMessage()), "say how it is started under `command:`");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted while models were compared", null, e);
        }
        if (run.isSuccess()) {
            return Models.same();
        }
        List<String> said = run.output().stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        // an exit code alone would take a program that cannot start for a model that has changed
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).startsWith(question.changed())) {
                return new Models(
                        Models.State.CHANGED, String.join("; ", said.subList(i, said.size())), project.own("new"));
            }
        }
        String last = said.isEmpty() ? "it said nothing" : said.get(said.size() - 1);
        return Models.unknown(
                run.end() == ProgramRun.End.TIMEOUT
                        ? "no answer within " + project.timeout().toSeconds() + " s"
                        : last,
                run.exitCode() == ProgramRun.NOT_FOUND
                        ? "say how it is started under `command:`"
                        : ByHand.in(target.schema(), target.service(), command));
    }
}
