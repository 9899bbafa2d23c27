package io.devctl.supervise.machine;

import io.devctl.supervise.unit.Notes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An exit code in words. */
public final class ExitWords {
    private static final int SIGNALS = 128;
    private static final Map<Integer, String> SIGNAL_NAMES = Map.of(
            1, "SIGHUP",
            2, "SIGINT",
            3, "SIGQUIT",
            4, "SIGILL",
            6, "SIGABRT",
            9, "SIGKILL, or out of memory",
            11, "SIGSEGV",
            13, "SIGPIPE",
            15, "SIGTERM");

    private ExitWords() {}

    /** How a process ended: {@code exited with 143 (SIGTERM)}. */
    public static String of(@Nullable Integer code) {
        return Notes.exited(code, code == null ? null : meaning(code));
    }

    private static @Nullable String meaning(int code) {
        if (code == 126) {
            return "command cannot be executed";
        }
        if (code == 127) {
            return "command not found";
        }
        return code > SIGNALS ? SIGNAL_NAMES.get(code - SIGNALS) : null;
    }
}
