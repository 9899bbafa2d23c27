package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;

/**
 * The lock of one target: an advisory lock of the session that migrates, so that it ends with that session. It is
 * polled: a session that waits inside pg_advisory_lock has a snapshot for which CREATE INDEX CONCURRENTLY waits.
 */
final class TargetLock {
    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofMillis(500);

    /** The SQLSTATE of {@link #statement()} where another session has the lock. */
    static final String TAKEN = "DV001";

    private final Session session;
    private final MigrationTarget target;
    private final long key;
    private boolean held;

    TargetLock(Session session, MigrationTarget target) {
        this.session = session;
        this.target = target;
        this.key = key(target);
    }

    /** The lock's key: the same for every devctl, from what is locked. */
    static long key(MigrationTarget target) {
        String what = "devctl\0" + target.target().schema() + "\0"
                + target.set().ledger().lockName();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The statement by which a script takes the lock, or ends. */
    static String scripted(MigrationTarget target) {
        return "do $$ begin if not pg_catalog.pg_try_advisory_lock(" + key(target)
                + ") then raise exception 'another devctl migrates this target'; end if; end $$";
    }

    /** The statement that takes it for the session that runs it, and fails with {@link #TAKEN} where another one has it. */
    String statement() {
        return "select devctl.take(" + key + ")";
    }

    long key() {
        return key;
    }

    /** Whether it is ours, as far as is known. */
    boolean isHeld() {
        return held;
    }

    /** Says whether a message that took it, or gave it back, did so. */
    void held(boolean now) {
        held = now;
    }

    boolean tryTake() throws SqlFailure {
        held = session.send("select pg_catalog.pg_try_advisory_lock(" + key + ")")
                .get(0)
                .is(0);
        return held;
    }

    /** Takes the lock, saying once for whom it waits; false when the time is over or the run is cancelled. */
    boolean take(Duration longest, Cancellation cancellation, EventSink events)
            throws SqlFailure, InterruptedException {
        if (tryTake()) {
            return true;
        }
        events.emit(new Event.WaitingForLock(target.target(), holder()));
        long deadline = System.nanoTime() + longest.toNanos();
        Duration pause = SHORTEST;
        while (System.nanoTime() < deadline && !cancellation.isCancelled()) {
            cancellation.pause(pause);
            if (!cancellation.isCancelled() && tryTake()) {
                return true;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        }
        return false;
    }

    /** Who holds it: {@code devctl on 10.0.0.7, process 4711, since 2026-01-02 03:04:05+00}. */
    String holder() throws SqlFailure {
        List<Row> rows = session.send("select coalesce(nullif(a.application_name, ''), 'somebody'),"
                + " coalesce(pg_catalog.host(a.client_addr), 'this machine'), l.pid,"
                + " pg_catalog.date_trunc('second', a.backend_start)"
                + " from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a using (pid)"
                + " where l.locktype = 'advisory' and l.granted and l.objsubid = 1"
                + " and l.database = (select oid from pg_catalog.pg_database"
                + " where datname = pg_catalog.current_database())"
                + " and l.classid = " + (key >>> 32) + " and l.objid = " + (key & 0xFFFF_FFFFL));
        if (rows.isEmpty()) {
            return "somebody who has just finished";
        }
        Row row = rows.get(0);
        // ours say themselves where they are
        String where = row.text(0).startsWith("devctl on ") ? ", from " : " on ";
        return row.get(0) + where + row.get(1) + ", process " + row.get(2) + ", since " + row.get(3);
    }

    /** The statement that gives it back. */
    String giving() {
        return "select pg_catalog.pg_advisory_unlock(" + key + ")";
    }

    void release() throws SqlFailure {
        held = false;
        session.send(giving());
    }
}
