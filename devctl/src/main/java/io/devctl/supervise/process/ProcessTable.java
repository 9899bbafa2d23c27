package io.devctl.supervise.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at the machine's processes; for all who stop units at the same time. Safe for use by several threads. */
public final class ProcessTable {
    static final String MARK = "DEVCTL_UNIT";
    private static final Pattern PS_LINE = Pattern.compile("\\s*(\\d+)\\s+(\\d+)\\s+(\\S+)\\s+(.*)");
    private static final Pattern PS_MARK = Pattern.compile("(?:^|\\s)" + MARK + "=(\\S+)");
    private static final int COMMAND_LENGTH = 120;

    @GuardedBy("this")
    private List<Entry> seen = List.of();

    @GuardedBy("this")
    private long begun = System.nanoTime();

    /** Nothing is looked at yet. */
    public ProcessTable() {}

    /**
     * A living process.
     *
     * @param mark empty when it carries none
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
                found.add(new Entry(pid, stat.group(), stat.session(), Proc.variable(pid, MARK), stat.start()));
            }
        }
        return found;
    }

    private static List<Entry> scanPs() {
        List<Entry> found = new ArrayList<>();
        for (String line : run("ps", "-A", "-E", "-ww", "-o", "pid=,pgid=,stat=,command=")) {
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

    /** Its command line, shortened. */
    static String command(long pid) {
        String whole = Proc.available()
                ? Proc.command(pid)
                : String.join(" ", run("ps", "-ww", "-o", "command=", "-p", Long.toString(pid)));
        String line = whole.isEmpty()
                ? ProcessHandle.of(pid).flatMap(p -> p.info().command()).orElse("?")
                : whole;
        return line.length() > COMMAND_LENGTH ? line.substring(0, COMMAND_LENGTH) + "…" : line;
    }

    static List<String> run(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(Map.of("LC_ALL", "C"));
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                return out.lines().collect(Collectors.toList());
            }
        } catch (IOException cannotAsk) {
            return List.of();
        }
    }
}
