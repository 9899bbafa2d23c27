package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads the logs of an environment, of this and earlier runs. Needs no supervisor. */
public final class Logs {
    private static final Comparator<LogLine> BY_TIME = Comparator.comparing(LogLine::time);

    private final LogFiles files;

    /** The logs below {@code .devctl}. */
    public Logs(Path stateDirectory) {
        this.files = new LogFiles(stateDirectory);
    }

    /** The services that have a log. */
    public Set<String> services() {
        return files.services();
    }

    /** Hands the wanted lines to the consumer, merged by time, oldest first. */
    public void read(LogQuery query, Consumer<LogLine> lines) {
        Map<String, LogParts> logs = open(query);
        try {
            read(query, logs, lines);
        } finally {
            logs.values().forEach(LogParts::close);
        }
    }

    /**
     * As {@link #read}, and then every further line as it is written, also of services whose log begins later. Returns
     * when its thread is interrupted, or at {@code until}.
     */
    public void follow(LogQuery query, Consumer<LogLine> lines) {
        Map<String, LogParts> logs = open(query);
        LogFollower follower;
        try {
            follower = new LogFollower(files, query, logs);
            read(query, logs, lines);
        } finally {
            logs.values().forEach(LogParts::close);
        }
        follower.run(lines);
    }

    private Map<String, LogParts> open(LogQuery query) {
        Set<String> services = query.services().isEmpty() ? files.services() : new TreeSet<>(query.services());
        Map<String, LogParts> logs = new LinkedHashMap<>();
        services.forEach(service -> logs.put(service, new LogParts(files, service)));
        return logs;
    }

    private static void read(LogQuery query, Map<String, LogParts> logs, Consumer<LogLine> lines) {
        Integer last = query.last();
        if (last == null) {
            forwards(query, logs, lines);
            return;
        }
        if (last <= 0) {
            return;
        }
        List<LogLine> found = new ArrayList<>();
        for (LogParts log : logs.values()) {
            List<LogLine> newest = log.newest(last, query.since(), wanted(query));
            Collections.reverse(newest);
            found.addAll(newest);
        }
        // stable: lines of one service stay in the order in which they were written
        found.sort(BY_TIME);
        found.subList(Math.max(0, found.size() - last), found.size()).forEach(lines);
    }

    private static void forwards(LogQuery query, Map<String, LogParts> logs, Consumer<LogLine> lines) {
        PriorityQueue<LogLines> heads = new PriorityQueue<>(Comparator.comparing(
                l -> java.util.Objects.requireNonNull(l.peek()).time()));
        for (LogParts log : logs.values()) {
            LogLines head = log.forwards(query.since());
            if (head.peek() != null) {
                heads.add(head);
            }
        }
        Predicate<LogLine> wanted = wanted(query);
        Instant until = query.until();
        while (!heads.isEmpty()) {
            LogLines head = heads.remove();
            LogLine line = java.util.Objects.requireNonNull(head.peek());
            if (until != null && line.time().isAfter(until)) {
                return;
            }
            if (wanted.test(line)) {
                lines.accept(line);
            }
            head.advance();
            if (head.peek() != null) {
                heads.add(head);
            }
        }
    }

    static Predicate<LogLine> wanted(LogQuery query) {
        Predicate<LogLine> wanted = line -> true;
        Instant since = query.since();
        if (since != null) {
            wanted = wanted.and(line -> !line.time().isBefore(since));
        }
        Instant until = query.until();
        if (until != null) {
            wanted = wanted.and(line -> !line.time().isAfter(until));
        }
        Pattern grep = query.grep();
        if (grep != null) {
            wanted = wanted.and(line -> grep.matcher(line.text()).find());
        }
        return wanted;
    }
}
