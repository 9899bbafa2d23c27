package io.devctl.supervise.process;

import io.devctl.system.Proc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Undoes what {@code nohup} and a script that puts a command into the background do to it: it ignores a signal, and all
 * that it ever starts does too. Neither a shell nor Java can take that back for a process that they start.
 */
public final class DefaultSignals {
    private static final List<String> NAMES = List.of("HUP", "INT", "QUIT", "TERM");

    /** Those of {@link #NAMES} as Proc tells them: their numbers are 1, 2, 3 and 15 everywhere. */
    private static final long BITS = 1 | 1 << 1 | 1 << 2 | 1 << 14;

    private static final String IGNORES_ANY = "for s in " + String.join(" ", NAMES)
            + "; do /bin/sh -c 'kill -s \"$0\" $$; exit 0' $s && exit 0; done; exit 1";

    /** GNU's env since 8.31, then what macOS brings along. */
    private static final List<List<String>> REMEDIES = List.of(
            List.of("env", "--default-signal=" + String.join(",", NAMES)),
            List.of(
                    "perl",
                    "-e",
                    "$SIG{$_} = 'DEFAULT' for qw(" + String.join(" ", NAMES) + "); exec {$ARGV[0]} @ARGV; exit 127"));

    private DefaultSignals() {}

    /**
     * What to put before a command so that it begins with the default for every signal that ends a process: nothing where
     * this process ignores none of them, and where nobody can help.
     */
    public static List<String> prefix() {
        if (!ignoresAny()) {
            return List.of();
        }
        return REMEDIES.stream().filter(DefaultSignals::works).findFirst().orElse(List.of());
    }

    private static boolean ignoresAny() {
        return Proc.available()
                ? (Proc.ignoredSignals(ProcessHandle.current().pid()) & BITS) != 0
                : succeeds(List.of("/bin/sh", "-c", IGNORES_ANY));
    }

    private static boolean works(List<String> remedy) {
        return succeeds(
                Stream.concat(remedy.stream(), Stream.of("/bin/sh", "-c", ":")).toList());
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(new ArrayList<>(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
