package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import io.devctl.supervise.unit.Notes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lives of a service's process, as far as its log reaches back. */
final class Attempts {
    /** One of them; it lasts until the next begins. */
    private static final class Attempt {
        private final LogLine start;
        private boolean asked;
        private boolean crashed;

        Attempt(LogLine start) {
            this.start = start;
        }
    }

    private final List<Attempt> attempts = new ArrayList<>();

    Attempts(String service, LogParts log) {
        LogGroups notes = new LogGroups(service, log, GroupFilter.notes(), null, null);
        while (!notes.peek().isEmpty()) {
            notes.peek().forEach(this::learn);
            notes.advance();
        }
    }

    private void learn(LogLine line) {
        Attempt latest = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
        if (line.stream() != LogLine.Stream.NOTE) {
            return;
        }
        if (Notes.isStart(line.text())) {
            attempts.add(new Attempt(line));
        } else if (latest != null && line.text().equals(Notes.STOPPING)) {
            latest.asked = true;
        } else if (latest != null && Notes.isBadEnd(line.text())) {
            latest.crashed = !latest.asked;
        }
    }

    /**
     * When the one that is asked for lasted; empty when there is none.
     *
     * @param from its first line
     * @param until its last line at the latest; null for the one that lasts
     */
    record Span(Instant from, @Nullable Instant until) {}

    Optional<Span> span(LogQuery.Attempt wanted) {
        int behind = wanted instanceof LogQuery.Attempt.Last last ? last.number() : 1;
        for (int i = attempts.size() - 1; i >= 0; i--) {
            boolean fits = wanted instanceof LogQuery.Attempt.Last || attempts.get(i).crashed;
            behind -= fits ? 1 : 0;
            if (fits && behind == 0) {
                Instant end = i + 1 < attempts.size()
                        ? attempts.get(i + 1).start.time().minusMillis(1)
                        : null;
                return Optional.of(new Span(attempts.get(i).start.time(), end));
            }
        }
        return Optional.empty();
    }
}
