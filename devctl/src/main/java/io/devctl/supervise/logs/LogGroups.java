package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wanted lines of one service's log, oldest first, one group after the other: a line and those that go on with it. The
 * files are read in blocks, and only what is wanted becomes more than bytes.
 */
final class LogGroups {
    private static final int BLOCK = 1 << 18;

    /** How far back from the end of a block a line is looked for that surely begins a group. */
    private static final int FAR_ENOUGH = 1000;

    private final String service;
    private final List<LogParts.Part> parts;
    private final GroupFilter filter;
    private final @Nullable Instant since;
    private final @Nullable Instant until;

    private int part;
    private long position;

    private byte[] block = new byte[BLOCK];
    /** What has been read ends here. */
    private int end;
    /** What can be handed out ends here: behind it stands a group that may go on. */
    private int limit;

    private int at;
    private Grouping grouping = new Grouping();
    /** Whether the grouping has seen the line at which the next group begins. */
    private boolean primed;

    private List<LogLine> next = List.of();

    LogGroups(String service, LogParts log, GroupFilter filter, @Nullable Instant since, @Nullable Instant until) {
        this.service = service;
        this.parts = log.parts();
        this.filter = filter;
        this.since = since;
        this.until = until;
        if (since != null) {
            LogParts.Place place = log.placeOf(since);
            this.part = place.part();
            this.position = place.position();
        }
        advance();
    }

    /** The group that comes next, empty at the end. */
    List<LogLine> peek() {
        return next;
    }

    void advance() {
        next = List.of();
        try {
            while (next.isEmpty() && (at < limit || load())) {
                int last = nextPlace();
                while (next.isEmpty() && at < limit && at <= last) {
                    take();
                }
                if (next.isEmpty() && last < 0) {
                    jump(limit);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes to the group in which the next wanted line may be. The place of that line, -1 when there is none. */
    private int nextPlace() {
        TextSearch quick = filter.quick();
        if (quick == null) {
            return limit;
        }
        int candidate = quick.candidate(block, at, limit);
        if (candidate >= 0) {
            int begin = surelyBegins(lineStart(candidate), at);
            if (begin > at) {
                jump(begin);
            }
        }
        return candidate;
    }

    private void jump(int to) {
        at = to;
        primed = false;
    }

    /** Takes the group that begins here, and keeps it if it is wanted. */
    private void take() {
        int from = at;
        if (!primed) {
            grouping = new Grouping();
        }
        boolean found = false;
        int line = from;
        while (line < limit) {
            int lineEnd = lineEnd(line);
            if (LogFormat.isLine(block, line, lineEnd)) {
                boolean seen = line == from && primed;
                boolean goesOn = !seen && grouping.goesOn(block, line, lineEnd);
                if (line != from && !goesOn) {
                    break;
                }
                found |= filter.hasText(block, line + LogFormat.PREFIX, lineEnd);
            }
            line = lineEnd + 1;
        }
        at = line;
        primed = line < limit;
        if (found) {
            keep(from, line);
        }
    }

    private void keep(int from, int to) {
        List<LogLine> group = new ArrayList<>();
        for (int line = from; line < to; line = lineEnd(line) + 1) {
            LogLine read = LogFormat.parse(service, block, line, lineEnd(line));
            if (read != null) {
                group.add(read);
            }
        }
        if (group.isEmpty()) {
            return;
        }
        Instant time = group.get(0).time();
        if (until != null && time.isAfter(until)) {
            // later lines are later
            part = parts.size();
            end = limit;
            jump(limit);
        } else if ((since == null || !time.isBefore(since)) && filter.isSerious(group)) {
            next = group;
        }
    }

    private int lineEnd(int from) {
        int to = from;
        while (block[to] != '\n') {
            to++;
        }
        return to;
    }

    private int lineStart(int place) {
        int from = place;
        while (from > 0 && block[from - 1] != '\n') {
            from--;
        }
        return from;
    }

    /** The last line up to this one that surely begins a group; {@code lowest} when there is none. */
    private int surelyBegins(int line, int lowest) {
        int from = line;
        for (int i = 0; i < FAR_ENOUGH && from > lowest; i++) {
            int before = lineStart(from - 1);
            if (Grouping.begins(block, before, from, lineEnd(from))) {
                return from;
            }
            from = before;
        }
        return from;
    }

    /** Reads on. False when there is nothing more to hand out. */
    private boolean load() throws IOException {
        System.arraycopy(block, at, block, 0, end - at);
        end -= at;
        limit = 0;
        jump(0);
        while (limit == 0) {
            if (end == block.length) {
                block = Arrays.copyOf(block, 2 * block.length);
            }
            if (!fill()) {
                limit = end;
                return end > 0;
            }
            limit = cut();
        }
        return true;
    }

    /** Fills the block. False when there was nothing more to read. */
    private boolean fill() throws IOException {
        int before = end;
        while (part < parts.size() && end < block.length) {
            LogParts.Part current = parts.get(part);
            long left = current.end() - position;
            if (left > 0) {
                ByteBuffer room = ByteBuffer.wrap(block, end, (int) Math.min(left, block.length - end));
                int n = current.channel().read(room, position);
                left = n < 0 ? 0 : left - n;
                end += Math.max(0, n);
                position += Math.max(0, n);
            }
            if (left <= 0) {
                part++;
                position = 0;
            }
        }
        return end > before;
    }

    /** The end of what can be handed out of a block that is not the last; 0 when it holds not even one line. */
    private int cut() {
        int last = end;
        while (last > 0 && block[last - 1] != '\n') {
            last--;
        }
        if (last == 0) {
            return 0;
        }
        int begin = surelyBegins(lineStart(last - 1), 0);
        return begin > 0 ? begin : last;
    }
}
