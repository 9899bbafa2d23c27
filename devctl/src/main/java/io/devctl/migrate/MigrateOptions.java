package io.devctl.migrate;

import java.time.Duration;
import java.util.Objects;

/**
 * How a run goes about its work.
 *
 * @param jobs how many connections migrate at a time, at least 1
 * @param keepGoing whether a file that failed on the first tenant is tried on the others all the same
 * @param lockWait how long to wait for another devctl that migrates the same target
 * @param lockTimeout how long a statement may wait for a table lock (Postgres's lock_timeout), where neither the file nor
 *     its set says; zero means without end
 * @param bounds how much of what is pending is applied
 * @param backoff the pauses before something is tried again
 * @param resume what to do with a statement of which nobody knows whether it was done
 */
public record MigrateOptions(
        int jobs,
        boolean keepGoing,
        Duration lockWait,
        Duration lockTimeout,
        Bounds bounds,
        Backoff backoff,
        Resume resume) {
    public MigrateOptions {
        if (jobs < 1) {
            throw new IllegalArgumentException("jobs must be at least 1: " + jobs);
        }
        Objects.requireNonNull(lockWait, "lockWait");
        Objects.requireNonNull(lockTimeout, "lockTimeout");
        Objects.requireNonNull(bounds, "bounds");
        Objects.requireNonNull(backoff, "backoff");
        Objects.requireNonNull(resume, "resume");
    }

    /** As many jobs as processors, at least 2 and at most 8; ten minutes for another devctl, ten seconds for a table. */
    public static MigrateOptions defaults() {
        int jobs = Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));
        return new MigrateOptions(
                jobs, false, Duration.ofMinutes(10), Duration.ofSeconds(10), Bounds.NONE, Backoff.DEFAULT, Resume.ASK);
    }

    /** The same with another number of connections. */
    public MigrateOptions withJobs(int count) {
        return new MigrateOptions(count, keepGoing, lockWait, lockTimeout, bounds, backoff, resume);
    }

    /** The same, and whether a failure on the first tenant stops the others. */
    public MigrateOptions withKeepGoing(boolean on) {
        return new MigrateOptions(jobs, on, lockWait, lockTimeout, bounds, backoff, resume);
    }

    /** The same with another patience for other devctls. */
    public MigrateOptions withLockWait(Duration wait) {
        return new MigrateOptions(jobs, keepGoing, wait, lockTimeout, bounds, backoff, resume);
    }

    /** The same with a part of what is pending. */
    public MigrateOptions within(Bounds some) {
        return new MigrateOptions(jobs, keepGoing, lockWait, lockTimeout, some, backoff, resume);
    }

    /** The same with other pauses. */
    public MigrateOptions withBackoff(Backoff pauses) {
        return new MigrateOptions(jobs, keepGoing, lockWait, lockTimeout, bounds, pauses, resume);
    }

    /** The same with an answer for a statement of which nobody knows whether it was done. */
    public MigrateOptions withResume(Resume answer) {
        return new MigrateOptions(jobs, keepGoing, lockWait, lockTimeout, bounds, backoff, answer);
    }
}
