package io.devctl.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command of devctl's own that the supervisor has run: what it needs is not loaded into the process that stays. */
final class ChildCommand {
    private static final List<String> JAVA_OPTIONS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");
    private static final String ERROR = "error: ";

    private ChildCommand() {}

    /**
     * Runs it to its end; ends it when the thread is interrupted.
     *
     * @return null when it went well, else its first error, or its last words
     */
    static @Nullable String run(Path stateDirectory, List<String> arguments) {
        Path log = stateDirectory.resolve("run/" + arguments.get(0) + ".log");
        try {
            Process process = new ProcessBuilder(DevctlProcess.command(JAVA_OPTIONS, arguments))
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(log.toFile())
                    .redirectErrorStream(true)
                    .start();
            try {
                int code = process.waitFor();
                return code == 0 ? null : words(log, "it exits with " + code);
            } catch (InterruptedException stop) {
                process.destroy();
                Thread.currentThread().interrupt();
                return "interrupted";
            }
        } catch (IOException e) {
            return "cannot run it: " + e.getMessage();
        }
    }

    private static String words(Path log, String otherwise) throws IOException {
        List<String> lines =
                Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
        return lines.stream()
                .filter(line -> line.startsWith(ERROR))
                .findFirst()
                .map(line -> line.substring(ERROR.length()))
                .orElseGet(() -> lines.isEmpty()
                        ? otherwise
                        : lines.get(lines.size() - 1).strip());
    }
}
