package io.devctl.system;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts programs that go on when this process ends, in a session of their own, so that no terminal takes them along.
 *
 * <p>Where the machine can, they are not children of this process. A JVM with a child has a thread that waits for it in
 * native code, and a JVM that ends waits 0.3 s for such threads ({@code VM_Exit::wait_for_threads_in_native_to_block} of
 * HotSpot): every command that leaves a program behind would be that much slower.
 */
public final class Outliving {
    /**
     * The program itself: tells its pid, then nothing but the log holds its output. What cannot write the log ends before
     * it has told anything.
     */
    private static final String INNER = "exec 3>&1 >>\"$0\" 2>&1; echo $$ >&3; exec 3>&- \"$@\"";

    /**
     * util-linux's setsid forks and ends when asked to; macOS has none, and Perl has been part of it from the start. busybox's
     * setsid cannot: there the program stays a child of this process, as it does where there is neither. {@code &} would do
     * for all, but a shell has such a program ignore SIGINT, and all that it starts.
     *
     * <p>The pid is told when the program has let go of the pipe, because Java reads nothing that comes behind the end of the
     * process that it has started.
     */
    private static final String OUTER = "inner=$1; shift; "
            + "if pid=$(setsid -f /bin/sh -c \"$inner\" \"$@\" 2>/dev/null) "
            + "|| pid=$(perl -MPOSIX -e 'my $p = fork; exit 1 unless defined $p; exit 0 if $p; POSIX::setsid(); exec @ARGV' "
            + "/bin/sh -c \"$inner\" \"$@\" 2>/dev/null); then echo \"$pid\"; exit; fi; "
            + "command -v setsid >/dev/null && exec setsid /bin/sh -c \"$inner\" \"$@\"; "
            + "exec /bin/sh -c \"$inner\" \"$@\"";

    private Outliving() {}

    /**
     * Starts a program and does not wait for it; its input is empty.
     *
     * @param environment the whole environment that it gets
     * @param log where its output is appended
     * @return its pid
     * @throws IOException when it cannot be started, or the log cannot be written
     */
    public static long start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        Files.write(log, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND); // says why not, if not
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", OUTER, "devctl", INNER, log.toString()));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process starter = builder.start();
        String pid = new String(starter.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        try {
            return Long.parseLong(pid);
        } catch (NumberFormatException none) {
            throw new IOException("cannot start '" + command.get(0) + "'", none);
        }
    }
}
