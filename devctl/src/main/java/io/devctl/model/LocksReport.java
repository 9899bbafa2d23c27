package io.devctl.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what, and who waits for whom.
 *
 * @param holders sessions that hold the lock of a target, because they migrate it
 * @param waiting sessions that wait for a lock, the longest first
 * @param blocking sessions for which others wait, each once
 */
public record LocksReport(List<Holder> holders, List<Waiting> waiting, List<Session> blocking) {
    public LocksReport {
        holders = List.copyOf(holders);
        waiting = List.copyOf(waiting);
        blocking = List.copyOf(blocking);
    }

    /** A session that migrates a target. */
    public record Holder(Target target, Session session) {}

    /**
     * A session that waits.
     *
     * @param lock what for: {@code AccessExclusiveLock on public.users}
     * @param blockers process ids of the sessions for which it waits
     */
    public record Waiting(Session session, String lock, List<Integer> blockers) {
        public Waiting {
            blockers = List.copyOf(blockers);
        }
    }

    /**
     * A session of the server.
     *
     * @param pid the server's process
     * @param application as the client calls itself; devctl says on which host and as which process it runs
     * @param client the client's address; null for one on the server's own machine
     * @param state {@code active}, {@code idle in transaction} …; null when this role may not see it
     * @param since when that state began
     * @param transactionSince when its transaction began; null when it is in none
     * @param query what it runs, or has last run
     */
    public record Session(
            int pid,
            String application,
            @Nullable String user,
            @Nullable String client,
            @Nullable String state,
            @Nullable String since,
            @Nullable String transactionSince,
            String query) {}
}
