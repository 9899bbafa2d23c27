package io.devctl.migrate;

import io.devctl.migrate.session.Session;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether a run is to end early, and the sessions that must hear of it. */
final class Cancellation {
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /** Cancels what runs now. To be repeated until all is over: a statement may begin just after the server was asked. */
    void cancel() {
        cancelled.countDown();
        sessions.forEach(Session::cancel);
    }

    void add(Session session) {
        sessions.add(session);
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    /** Waits for a time, or until cancelled. */
    void pause(Duration time) throws InterruptedException {
        cancelled.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
