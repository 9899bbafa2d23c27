package io.devctl.app;

import io.devctl.system.Outliving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another devctl, of the same jar and Java as this one. */
final class DevctlProcess {
    private DevctlProcess() {}

    /**
     * Starts it in a session of its own, and does not wait.
     *
     * @param log where its output goes, replaced; its folder is there
     * @param arguments the hidden command that it runs
     * @return its pid
     */
    static long start(List<String> javaOptions, Path log, List<String> arguments) throws IOException {
        Files.write(log, new byte[0]);
        return Outliving.start(command(javaOptions, arguments), System.getenv(), log);
    }

    /** The command line that runs another devctl. */
    static List<String> command(List<String> javaOptions, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        String archive = System.getProperty("devctl.archive", "");
        if (!archive.isEmpty()) {
            command.addAll(List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive));
        }
        command.addAll(
                List.of("-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path"), "io.devctl.cli.Main"));
        command.addAll(arguments);
        return command;
    }
}
