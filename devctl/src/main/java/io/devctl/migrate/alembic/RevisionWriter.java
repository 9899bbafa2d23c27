package io.devctl.migrate.alembic;

import io.devctl.migrate.alembic.Interpreter.Answer;
import io.devctl.migrate.alembic.Interpreter.Outcome;
import io.devctl.migrate.files.FileCache;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.Held;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrationError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Has Alembic write revision files, by the project's own templates and hooks. */
public final class RevisionWriter {
    private final AlembicProject project;
    private final Path base;

    /** @param base what paths in messages are relative to */
    public RevisionWriter(AlembicProject project, Path base) {
        this.project = project;
        this.base = base;
    }

    /**
     * What a new revision is to be.
     *
     * @param autogenerate whether it is to hold what the models have and the database has not
     * @param head which one it follows, where there are several; null for the only one
     */
    public record Wish(
            String description,
            boolean autogenerate,
            @Nullable String head) {}

    /**
     * A revision file that does what the models ask for, or nothing yet.
     *
     * @param schema of the target that the models are compared with
     * @return the new files
     * @throws DevctlException FAILED with what Alembic said, and where there are several heads and none is named
     */
    public List<Path> revision(Wish wish, String schema) {
        AlembicHistory before = history();
        Held.Problem several = before.severalHeads();
        if (several != null && wish.head() == null) {
            throw new DevctlException(
                    ExitCode.FAILED,
                    several.reason() + "\n" + String.join("\n", new HeadsPicture(before.graph(), base).lines()),
                    "name the one that it follows with --head, or dev migrate merge first");
        }
        List<String> words = new ArrayList<>(List.of("revision", "-m", wish.description()));
        if (wish.autogenerate()) {
            words.add("--autogenerate");
        }
        if (wish.head() != null) {
            words.addAll(List.of("--head", wish.head()));
        }
        return written(before, words, project.variables(schema));
    }

    /** The heads as a picture; empty when there are not several. */
    public List<String> picture() {
        return new HeadsPicture(history().graph(), base).lines();
    }

    /** A revision file that follows all heads; none when there is one head only. */
    public List<Path> merge(String description) {
        AlembicHistory before = history();
        return before.severalHeads() == null
                ? List.of()
                : written(before, List.of("merge", "-m", description, "heads"), Map.of());
    }

    /** Whether Alembic found nothing to put into a file. */
    public static boolean isEmpty(Path file) {
        try {
            return OperationChecks.of(Files.readAllBytes(file), false).stream()
                    .anyMatch(finding -> finding.rule().equals("empty-upgrade"));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private AlembicHistory history() {
        return AlembicHistory.load(project, base, FileCache.open(null), null);
    }

    private List<Path> written(AlembicHistory before, List<String> words, Map<String, String> variables) {
        Answer answer = run(words, variables);
        if (answer.outcome() != Outcome.OK) {
            MigrationError error = PythonFailure.of(before, answer.output());
            String message = answer.outcome() == Outcome.TIMEOUT
                    ? "Alembic took longer than " + project.timeout().toSeconds() + " s and was stopped"
                    : error.message();
            throw new DevctlException(ExitCode.FAILED, message, error.hint());
        }
        Set<Path> old = new HashSet<>();
        before.files().forEach(file -> old.add(file.path()));
        return history().files().stream()
                .map(MigrationFile::path)
                .filter(path -> !old.contains(path))
                .toList();
    }

    private Answer run(List<String> words, Map<String, String> variables) {
        try {
            return AlembicCommand.run(project, words, variables, () -> false);
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "cannot start Alembic: '" + String.join(" ", project.command()) + "' (" + e.getMessage() + ")",
                    "say how it is started under `command:`",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted while Alembic wrote", null, e);
        }
    }
}
