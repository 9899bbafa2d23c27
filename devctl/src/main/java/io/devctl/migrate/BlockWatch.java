package io.devctl.migrate;

import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.Target;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Says for whom a target waits that has been at one thing for long. Costs nothing while everything goes on. */
final class BlockWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration EVERY = Duration.ofMillis(500);

    private final DataSource database;
    private final EventSink events;
    private final Map<Integer, Busy> busy = new ConcurrentHashMap<>();
    private final Map<Target, String> blockers = new ConcurrentHashMap<>();
    private final Set<String> told = new HashSet<>();
    private long lastLook = System.nanoTime();
    private @Nullable Session session;
    private boolean blind;

    BlockWatch(DataSource database, EventSink events) {
        this.database = database;
        this.events = events;
    }

    private record Busy(Target target, long since) {}

    /** From now on a session works on a target. */
    void begin(int pid, Target target) {
        busy.put(pid, new Busy(target, System.nanoTime()));
    }

    void end(int pid) {
        busy.remove(pid);
    }

    /** For whom a target was last seen waiting; null when it never was. */
    @Nullable
    String blockerOf(Target target) {
        return blockers.get(target);
    }

    /** To be called now and then, always by the same thread. */
    void look() {
        long now = System.nanoTime();
        if (blind || now - lastLook < EVERY.toNanos()) {
            return;
        }
        lastLook = now;
        List<Integer> slow = busy.entrySet().stream()
                .filter(entry -> now - entry.getValue().since() >= PATIENCE.toNanos())
                .map(Map.Entry::getKey)
                .toList();
        if (slow.isEmpty()) {
            return;
        }
        try {
            Session open = session;
            if (open == null) {
                open = Session.open(database);
                session = open;
            }
            Locks.blockers(open, slow).forEach(this::tell);
        } catch (SQLException | SqlFailure e) {
            blind = true; // nothing depends on it, and the migrations have their own say
        }
    }

    private void tell(int pid, String by) {
        Busy waiting = busy.get(pid);
        if (waiting != null) {
            blockers.put(waiting.target(), by);
            if (told.add(pid + by)) {
                events.emit(new Event.Blocked(waiting.target(), by));
            }
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
