package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
        } else if (last > 0 && query.isSelective()) {
            ArrayDeque<LogLine> newest = new ArrayDeque<>();
            forwards(query, logs, line -> {
                if (newest.size() == last) {
                    newest.remove();
                }
                newest.add(line);
            });
            newest.forEach(lines);
        } else if (last > 0) {
            newest(last, query, logs, lines);
        }
    }

    private static void newest(int last, LogQuery query, Map<String, LogParts> logs, Consumer<LogLine> lines) {
        List<LogLine> found = new ArrayList<>();
        for (LogParts log : logs.values()) {
            List<LogLine> newest = log.newest(last, query.since(), inTime(query));
            Collections.reverse(newest);
            found.addAll(newest);
        }
        // stable: lines of one service stay in the order in which they were written
        found.sort(BY_TIME);
        found.subList(Math.max(0, found.size() - last), found.size()).forEach(lines);
    }

    private static void forwards(LogQuery query, Map<String, LogParts> logs, Consumer<LogLine> lines) {
        PriorityQueue<LogGroups> heads = new PriorityQueue<>(
                Comparator.comparing(groups -> groups.peek().get(0).time()));
        logs.forEach((service, log) -> groups(query, service, log)
                .filter(groups -> !groups.peek().isEmpty())
                .ifPresent(heads::add));
        while (!heads.isEmpty()) {
            LogGroups head = heads.remove();
            head.peek().forEach(lines);
            head.advance();
            if (!head.peek().isEmpty()) {
                heads.add(head);
            }
        }
    }

    /** What is wanted of one service; empty when the attempt that is asked for is not in its log. */
    private static Optional<LogGroups> groups(LogQuery query, String service, LogParts log) {
        GroupFilter filter = GroupFilter.of(query);
        LogQuery.Attempt attempt = query.attempt();
        if (attempt == null) {
            return Optional.of(new LogGroups(service, log, filter, query.since(), query.until()));
        }
        return new Attempts(service, log)
                .span(attempt)
                .map(span -> new LogGroups(
                        service, log, filter, later(query.since(), span.from()), earlier(query.until(), span.until())));
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one != null && one.isAfter(other) ? one : other;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private static Predicate<LogLine> inTime(LogQuery query) {
        Instant since = query.since();
        Instant until = query.until();
        return line -> (since == null || !line.time().isBefore(since))
                && (until == null || !line.time().isAfter(until));
    }
}
