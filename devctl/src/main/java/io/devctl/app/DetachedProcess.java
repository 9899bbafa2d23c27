package io.devctl.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another devctl, in a session of its own, so that no terminal takes it along. */
final class DetachedProcess {
    /** Where there is no setsid (macOS), job control gives the background job a process group of its own. */
    private static final String DETACH =
            "if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; fi; set -m; \"$@\" &";

    private DetachedProcess() {}

    /**
     * Starts it and does not wait.
     *
     * @param log where its output goes, replaced; its folder is there
     * @param arguments the hidden command that it runs
     * @return what was started: devctl itself on Linux, elsewhere the shell that starts it
     */
    static Process start(List<String> javaOptions, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                DETACH,
                "devctl",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(javaOptions);
        String archive = System.getProperty("devctl.archive", "");
        if (!archive.isEmpty()) {
            command.addAll(List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive));
        }
        command.addAll(
                List.of("-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path"), "io.devctl.cli.Main"));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile())
                .redirectErrorStream(true)
                .start();
    }
}
