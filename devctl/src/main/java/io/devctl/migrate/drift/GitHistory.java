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

    /**
     * Who has written a file first.
     *
     * @param date as ISO 8601 has it
     */
    public record Written(String author, String date) {}

    /** The newest commit, of any branch, in which one of these paths was written. */
    public Optional<Found> find(List<Path> paths) {
        List<String> log =
                new ArrayList<>(List.of("log", "--all", "-1", "--diff-filter=AMR", "--format=%h%x09%s", "--"));
        paths.forEach(path -> log.add(path.toString()));
        return found(git(log));
    }

    /** The newest commit, of any branch, that changed how often a text stands in a file below the folder. */
    public Optional<Found> containing(String text) {
        return found(git(List.of("log", "--all", "-1", "--format=%h%x09%s", "-S" + text, "--", ".")));
    }

    /** Who has brought a file into this checkout's history; empty when nobody has yet. */
    public Optional<Written> written(Path file) {
        String line = git(List.of("log", "-1", "--diff-filter=AR", "--format=%an%x09%as", "--", file.toString()));
        int tab = line.lastIndexOf('\t');
        return tab < 0 ? Optional.empty() : Optional.of(new Written(line.substring(0, tab), line.substring(tab + 1)));
    }

    private Optional<Found> found(String line) {
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
