package io.devctl.supervise.unit;

import org.jspecify.annotations.Nullable;

/** What devctl itself writes into the log of a unit where one life of its process begins and ends. */
public final class Notes {
    /** It is being stopped because somebody wants that; how it then ends is no crash. */
    public static final String STOPPING = "stopping, as asked";

    private static final String STARTED = "started, pid ";
    private static final String EXITED = "exited with ";
    private static final String LOST = "ended, and its exit code is lost";

    private Notes() {}

    /** A process has started. */
    public static String started(long pid) {
        return STARTED + pid;
    }

    /**
     * A process has ended.
     *
     * @param meaning of the code, in words; null when there is nothing to add
     */
    public static String exited(@Nullable Integer code, @Nullable String meaning) {
        return code == null ? LOST : EXITED + code + (meaning == null ? "" : " (" + meaning + ")");
    }

    /** Whether a note says that a process has started. */
    public static boolean isStart(String note) {
        return note.startsWith(STARTED);
    }

    /** Whether a note says that a process has ended, and not with 0. */
    public static boolean isBadEnd(String note) {
        return note.equals(LOST) || (note.startsWith(EXITED) && !note.equals(EXITED + "0"));
    }
}
