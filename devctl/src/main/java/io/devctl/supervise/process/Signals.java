package io.devctl.supervise.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Sends signals; Java itself can send two of them, and none to a group. */
final class Signals {
    private Signals() {}

    /** To a process group; nothing happens when there is none. */
    static void toGroup(String signal, long group) {
        send(signal, List.of("-" + group));
    }

    /** To each of these processes. */
    static void toEach(String signal, Collection<Long> pids) {
        if (!pids.isEmpty()) {
            send(signal, pids.stream().map(String::valueOf).toList());
        }
    }

    private static void send(String signal, List<String> targets) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" -- \"$@\"", signal));
        command.addAll(targets);
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException cannotStart) {
            // no processes left to start: what Java can do by itself must do
            targets.stream()
                    .map(target -> Math.abs(Long.parseLong(target)))
                    .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
