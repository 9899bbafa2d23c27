package io.devctl.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Command lines of processes, and the short programs that are asked where there is no {@code /proc}. */
public final class ProcessCommand {
    private static final int LENGTH = 120;

    private ProcessCommand() {}

    /** A process's command line, at most {@value #LENGTH} characters of it; {@code ?} when nobody tells. */
    public static String of(long pid) {
        String whole = Proc.available()
                ? Proc.command(pid)
                : String.join(" ", lines("ps", "-ww", "-o", "command=", "-p", Long.toString(pid)));
        String line = whole.isEmpty()
                ? ProcessHandle.of(pid).flatMap(p -> p.info().command()).orElse("?")
                : whole;
        return line.length() > LENGTH ? line.substring(0, LENGTH) + "…" : line;
    }

    /** What a program prints; nothing when it cannot be run. */
    public static List<String> lines(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("LC_ALL", "C"));
        try {
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                return out.lines().toList();
            }
        } catch (IOException cannotAsk) {
            return List.of();
        }
    }
}
