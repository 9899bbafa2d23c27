package io.devctl.migrate.drift;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks git where a file is that is not here. Where there is no git, or it takes its time, nothing is known. */
public final class GitHistory {
    private static final long PATIENCE_SECONDS = 3;

    private final Path folder;

    /** @param folder any folder of the repository */
    public GitHistory(Path folder) {
        this.folder = folder;
    }

    /**
     * A commit that has the file.
     *
     * @param branch a branch that contains the commit, empty when none does
     */
    public record Found(String commit, String subject, String branch) {}

    /** The newest commit, of any branch, in which one of these paths was written. */
    public Optional<Found> find(List<Path> paths) {
        List<String> log =
                new ArrayList<>(List.of("log", "--all", "-1", "--diff-filter=AMR", "--format=%h%x09%s", "--"));
        paths.forEach(path -> log.add(path.toString()));
        String line = git(log);
        int tab = line.indexOf('\t');
        if (tab < 0) {
            return Optional.empty();
        }
        String commit = line.substring(0, tab);
        String branch = git(List.of(
                "for-each-ref",
                "--count=1",
                "--sort=-committerdate",
                "--contains=" + commit,
                "--format=%(refname:short)",
                "refs/heads",
                "refs/remotes"));
        return Optional.of(new Found(commit, line.substring(tab + 1), branch));
    }

    /** The first line of what git says; empty when it says nothing, or there is no git. */
    private String git(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(arguments);
        try {
            Process git = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                git.destroyForcibly();
                return "";
            }
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.exitValue() == 0 ? said.lines().findFirst().orElse("") : "";
        } catch (IOException noGit) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
