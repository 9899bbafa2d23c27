package io.devctl.migrate.alembic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds in git what has become of a revision that a database has and no file. */
final class LostRevision {
    /** A hint is not worth more. */
    private static final int GIT_SECONDS = 2;

    private final Path folder;

    LostRevision(Path folder) {
        this.folder = folder;
    }

    /** One command or one edit. */
    String remedy(String revision) {
        // the commit, on any branch, that last changed how often the id stands in a file
        String commit = git("log", "--all", "-1", "--format=%h", "-S" + revision, "--", ".");
        if (commit == null) {
            return "bring its file back, or go back with `alembic downgrade` where the file is";
        }
        String branch = git("branch", "--all", "--contains", commit, "--format=%(refname:short)");
        String where = branch == null ? "" : " on " + branch.lines().findFirst().orElse("");
        return "it is in commit " + commit + where + ": merge that, or downgrade from there";
    }

    private @Nullable String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            if (!git.waitFor(GIT_SECONDS, TimeUnit.SECONDS)) {
                git.destroyForcibly();
                return null;
            }
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.exitValue() == 0 && !said.isEmpty() ? said : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
