package io.devctl.supervise.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.model.Leftover;
import io.devctl.system.PortOwner;
import io.devctl.system.Proc;
import io.devctl.system.ProcessCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at the machine's processes; for all who stop units at the same time. Safe for use by several threads. */
public final class ProcessTable {
    static final String MARK = "DEVCTL_UNIT";
    /** The mark with the number of the attempt, for its helper. */
    static final String ATTEMPT_MARK = "DEVCTL_ATTEMPT";

    private static final Pattern PS_LINE = Pattern.compile("\\s*(\\d+)\\s+(\\d+)\\s+(\\S+)\\s+(.*)");
    private static final Pattern PS_MARK = Pattern.compile("(?:^|\\s)" + MARK + "=(\\S+)");

    @GuardedBy("this")
    private List<Entry> seen = List.of();

    @GuardedBy("this")
    private long begun = System.nanoTime();

    /** Nothing is looked at yet. */
    public ProcessTable() {}

    /**
     * A living process.
     *
     * @param mark of the unit that it belongs to: what it carries or, with its environment emptied, whose output it writes;
     *     empty when it belongs to none
     * @param session 0 where that is not known
     */
    record Entry(long pid, long group, long session, String mark, String start) {}

    /** All living processes, as seen in one look that began after this call; whoever asks meanwhile shares the next. */
    List<Entry> look() {
        long asked = System.nanoTime();
        synchronized (this) {
            if (begun - asked <= 0) {
                begun = System.nanoTime();
                seen = Proc.available() ? scanProc() : scanPs();
            }
            return seen;
        }
    }

    /** The mark of the unit that a process belongs to, empty when it belongs to none or cannot be asked. */
    public static String markOf(long pid) {
        if (Proc.available()) {
            String carried = Proc.variable(pid, MARK);
            return carried.isEmpty() ? markOfOutput(pid) : carried;
        }
        return scanPs().stream()
                .filter(entry -> entry.pid() == pid)
                .map(Entry::mark)
                .findFirst()
                .orElse("");
    }

    /** The unit that a process belongs to. */
    record Origin(Path stateDirectory, String unit) {}

    /** Which unit of which environment a process belongs to, as far as its output tells; empty when it does not. */
    static Optional<Origin> originOf(long pid) {
        for (int stream = 1; stream <= 2 && Proc.available(); stream++) {
            Optional<Origin> origin = RunDirectory.originOfPipe(Proc.openFile(pid, stream));
            if (origin.isPresent()) {
                return origin;
            }
        }
        return Optional.empty();
    }

    /** The living processes whose mark begins with this, with the service that the rest of the mark names. */
    public List<Leftover> marked(String prefix) {
        return look().stream()
                .filter(entry -> entry.mark().startsWith(prefix))
                .map(entry -> new Leftover(
                        entry.pid(),
                        ProcessCommand.of(entry.pid()),
                        PortOwner.listenedBy(entry.pid()),
                        entry.mark().substring(prefix.length())))
                .toList();
    }

    private static List<Entry> scanProc() {
        List<Entry> found = new ArrayList<>();
        String[] names = new java.io.File("/proc").list();
        for (String name : names == null ? new String[0] : names) {
            if (name.isEmpty() || !Character.isDigit(name.charAt(0))) {
                continue;
            }
            long pid = Long.parseLong(name);
            Proc.Stat stat = Proc.stat(pid).orElse(null);
            if (stat != null && !stat.ended()) {
                found.add(new Entry(pid, stat.group(), stat.session(), markOf(pid), stat.start()));
            }
        }
        return found;
    }

    /** A daemon may empty its environment and leave the session, but it writes where its unit writes. */
    private static String markOfOutput(long pid) {
        for (int stream = 1; stream <= 2; stream++) {
            String mark = RunDirectory.markOfPipe(Proc.openFile(pid, stream));
            if (!mark.isEmpty() && !RunDirectory.isHelper(Proc.command(pid))) {
                return mark;
            }
        }
        return "";
    }

    private static List<Entry> scanPs() {
        List<Entry> found = new ArrayList<>();
        for (String line : ProcessCommand.lines("ps", "-A", "-E", "-ww", "-o", "pid=,pgid=,stat=,command=")) {
            Matcher fields = PS_LINE.matcher(line);
            if (fields.matches() && !fields.group(3).startsWith("Z")) {
                Matcher mark = PS_MARK.matcher(fields.group(4));
                found.add(new Entry(
                        Long.parseLong(fields.group(1)),
                        Long.parseLong(fields.group(2)),
                        0,
                        mark.find() ? mark.group(1) : "",
                        ""));
            }
        }
        return found;
    }
}
