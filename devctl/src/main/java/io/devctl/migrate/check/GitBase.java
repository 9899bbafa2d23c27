package io.devctl.migrate.check;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A revision that files are compared with, read through the git program. What this checkout and the revision have in common
 * is protected; what the revision got since then counts for the order alone.
 */
public final class GitBase {
    private final Path top;
    private final String revision;
    private final String tip;
    private final String common;

    private GitBase(Path top, String revision, String tip, String common) {
        this.top = top;
        this.revision = revision;
        this.tip = tip;
        this.common = common;
    }

    /**
     * A revision of the repository that a folder is in.
     *
     * @param revision as git understands it: {@code origin/main}
     * @throws DevctlException USAGE when there is no such revision, or nothing in common with it; UNAVAILABLE without git
     *     or a repository
     */
    public static GitBase of(Path folder, String revision) {
        Path top = Path.of(text(run(
                        folder,
                        null,
                        ExitCode.UNAVAILABLE,
                        "not in a git repository",
                        folder.toString(),
                        "leave --base out, or run it in a clone",
                        "rev-parse",
                        "--show-toplevel"))
                .strip());
        String tip = text(run(
                        folder,
                        null,
                        ExitCode.USAGE,
                        "no such revision",
                        revision,
                        "git fetch origin, then name it as git does: --base origin/main",
                        "rev-parse",
                        "--verify",
                        "--quiet",
                        "--end-of-options",
                        revision + "^{commit}"))
                .strip();
        String common = text(run(
                        folder,
                        null,
                        ExitCode.USAGE,
                        "nothing in common with revision",
                        revision,
                        "a shallow clone has too little history: git fetch --unshallow (GitHub Actions: fetch-depth: 0)",
                        "merge-base",
                        "HEAD",
                        tip))
                .strip();
        return new GitBase(top, revision, tip, common);
    }

    /** The migrations in some folders. */
    BaseFiles files(List<Path> folders) {
        return files(folders, GitBase::isMigration);
    }

    /** The files in some folders, by a test of their paths within these. */
    BaseFiles files(List<Path> folders, Predicate<String> wanted) {
        TreeSet<String> names = new TreeSet<>();
        Map<String, String> objects = new TreeMap<>();
        for (Path folder : folders) {
            String inside = inside(folder);
            if (inside != null) {
                names.addAll(list(tip, inside, wanted).keySet());
                list(common, inside, wanted).forEach(objects::putIfAbsent);
            }
        }
        return new BaseFiles(revision, folders, names, contents(objects));
    }

    private @Nullable String inside(Path folder) {
        try {
            Path real = folder.toRealPath();
            return real.startsWith(top) ? top.relativize(real).toString() : null;
        } catch (IOException missing) {
            return null;
        }
    }

    /** Object ids of the migrations in a folder, by their paths in it. */
    private Map<String, String> list(String commit, String folder, Predicate<String> wanted) {
        String tree = commit + (folder.isEmpty() ? "" : ":" + folder);
        Map<String, String> found = new LinkedHashMap<>();
        byte[] answer = git(top, null, "ls-tree", "-r", "-z", "--full-tree", tree).output;
        for (String entry : text(answer).split("\0")) {
            // "100644 blob ID\tPATH"; links and submodules have other modes
            int tab = entry.indexOf('\t');
            String[] facts = entry.substring(0, Math.max(0, tab)).split(" ");
            if (facts.length == 3 && facts[0].startsWith("100") && wanted.test(entry.substring(tab + 1))) {
                found.put(entry.substring(tab + 1), facts[2]);
            }
        }
        return found;
    }

    /** Whether a file is what one of the known conventions applies: down parts are not. */
    private static boolean isMigration(String path) {
        if (path.indexOf('/') >= 0) {
            return path.indexOf('/') == path.lastIndexOf('/') && path.endsWith("/up.sql");
        }
        String lower = path.toLowerCase(Locale.ROOT);
        boolean hidden = path.startsWith(".") || path.startsWith("#");
        return lower.endsWith(".sql") && !lower.endsWith(".down.sql") && !hidden && !path.matches("U[0-9].*");
    }

    private Map<String, byte[]> contents(Map<String, String> objects) {
        Map<String, byte[]> contents = new TreeMap<>();
        if (objects.isEmpty()) {
            return contents;
        }
        String ids = String.join("\n", objects.values()) + "\n";
        byte[] answer =
                run(top, ids, ExitCode.UNAVAILABLE, "git cannot read revision", revision, null, "cat-file", "--batch");
        int at = 0;
        for (String name : objects.keySet()) {
            // "ID blob SIZE\n" CONTENT "\n"
            int end = at;
            while (answer[end] != '\n') {
                end++;
            }
            String header = new String(answer, at, end - at, StandardCharsets.UTF_8);
            int size = Integer.parseInt(header.substring(header.lastIndexOf(' ') + 1));
            contents.put(name, Arrays.copyOfRange(answer, end + 1, end + 1 + size));
            at = end + 1 + size + 1;
        }
        return contents;
    }

    private static byte[] run(
            Path folder,
            @Nullable String input,
            ExitCode code,
            String what,
            String value,
            @Nullable String hint,
            String... arguments) {
        Answer answer = git(folder, input, arguments);
        if (answer.exitCode != 0) {
            String said = answer.said.isBlank()
                    ? ""
                    : ": " + answer.said.strip().lines().findFirst().orElse("");
            throw new DevctlException(code, what + ": '" + value + "'" + said, hint);
        }
        return answer.output;
    }

    /** What git said: on standard output, and on standard error. */
    private static final class Answer {
        private final int exitCode;
        private final byte[] output;
        private final String said;

        Answer(int exitCode, byte[] output, String said) {
            this.exitCode = exitCode;
            this.output = output;
            this.said = said;
        }
    }

    private static Answer git(Path folder, @Nullable String input, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder("git");
        builder.command().addAll(List.of(arguments));
        builder.directory(folder.toFile());
        builder.environment().put("LC_ALL", "C");
        try {
            // files on both sides: no pipe can fill up while the other one is written
            Path in = Files.createTempFile("devctl-git", null);
            Path err = Files.createTempFile("devctl-git", null);
            try {
                Files.write(in, (input == null ? "" : input).getBytes(StandardCharsets.UTF_8));
                Process git = builder.redirectInput(in.toFile())
                        .redirectError(err.toFile())
                        .start();
                byte[] output = git.getInputStream().readAllBytes();
                return new Answer(git.waitFor(), output, text(Files.readAllBytes(err)));
            } finally {
                Files.deleteIfExists(in);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "cannot run git: '" + e.getMessage() + "'",
                    "install git, or leave --base out",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted", null, e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
