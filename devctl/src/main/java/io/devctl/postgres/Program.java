package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.system.Outliving;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the programs that Postgres and the system bring, in an environment in which nothing of the caller's misleads them. */
final class Program {
    private static final File NOTHING = new File("/dev/null");

    private Program() {}

    /**
     * What a program that has ended left.
     *
     * @param output standard output and standard error together
     */
    record Result(int exitCode, String output) {}

    /** One command line from two parts. */
    static List<String> command(List<String> first, String... rest) {
        List<String> command = new ArrayList<>(first);
        command.addAll(List.of(rest));
        return command;
    }

    /** Runs a program to its end. */
    static Result run(List<String> command) throws IOException {
        Process process = prepare(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted", null, e);
        }
    }

    /** Starts a program that goes on when this process ends; its output is appended to a file. Returns its pid. */
    static long launch(List<String> command, Path log) throws IOException {
        return Outliving.start(command, prepare(command).environment(), log);
    }

    private static ProcessBuilder prepare(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(NOTHING);
        Map<String, String> environment = builder.environment();
        // PGDATA, PGOPTIONS, LC_*, DATABASE_URL and whatever secrets the caller has do not belong in a server's
        // environment
        environment.keySet().retainAll(List.of("PATH", "HOME", "TMPDIR", "TZ"));
        environment.put("LC_ALL", "C");
        return builder;
    }

    /** Whether a program of this name is on the path. */
    static boolean isThere(String name) {
        for (String folder :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
            if (folder.startsWith("/") && Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }
}
