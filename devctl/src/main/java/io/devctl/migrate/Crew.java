package io.devctl.migrate;

import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing to many targets, each under its lock, over a bounded number of connections. The first target of a service
 * goes first: what fails there is not tried on the others.
 */
final class Crew {
    private final DataSource database;
    private final MigrateOptions options;
    private final EventSink events;
    private final String what;
    private final Cancellation cancellation;

    /**
     * A crew.
     *
     * @param what it does, in words: {@code rolling back}
     */
    Crew(DataSource database, MigrateOptions options, EventSink events, String what, Cancellation cancellation) {
        this.database = database;
        this.options = options;
        this.events = events;
        this.what = what;
        this.cancellation = cancellation;
    }

    /** What is done to a target whose lock is held; notes the migrations that it was done to once that is committed. */
    interface Work {
        void on(WorkSession work, Job job, OpenTarget target, List<String> done)
                throws SqlFailure, MigrationFailed, InterruptedException;
    }

    /** A target with what was known of it before its lock was taken. */
    record Job(MigrationTarget target, LoadedSet set, TargetFacts facts, Work work) {}

    /** Works through the jobs; the results are in their order. */
    List<TargetResult> run(List<Job> jobs) {
        try (Activity activity = Activity.begin(events, "dev", what, new Amount(0, jobs.size(), "target"))) {
            List<TargetResult> results = run(jobs, activity);
            activity.done();
            return results;
        }
    }

    private List<TargetResult> run(List<Job> jobs, Activity activity) {
        Map<String, List<Integer>> services = new LinkedHashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            services.computeIfAbsent(jobs.get(i).target().target().service(), name -> new ArrayList<>())
                    .add(i);
        }
        List<@Nullable TargetResult> results = new ArrayList<>();
        jobs.forEach(job -> results.add(null));
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.max(1, Math.min(options.jobs(), jobs.size())), work -> {
                    Thread thread = new Thread(work, "devctl-migrate");
                    thread.setDaemon(true);
                    return thread;
                });
        try {
            for (List<Integer> service : services.values()) {
                int first = service.get(0);
                TargetResult leader = run(jobs.get(first), activity);
                results.set(first, leader);
                boolean stop = leader.outcome() == Outcome.FAILED && !options.keepGoing();
                Map<Integer, Future<TargetResult>> others = new LinkedHashMap<>();
                for (int i : service.subList(1, service.size())) {
                    if (stop) {
                        results.set(i, result(jobs.get(i), Outcome.SKIPPED, Migrator.FIRST_TENANT_FAILED));
                    } else {
                        others.put(i, threads.submit(() -> run(jobs.get(i), activity)));
                    }
                }
                for (Map.Entry<Integer, Future<TargetResult>> other : others.entrySet()) {
                    results.set(other.getKey(), await(other.getValue(), jobs.get(other.getKey())));
                }
            }
        } finally {
            threads.shutdown();
        }
        List<TargetResult> all = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            TargetResult result = results.get(i);
            all.add(result != null ? result : result(jobs.get(i), Outcome.SKIPPED, Migrator.CANCELLED));
        }
        return all;
    }

    private TargetResult await(Future<TargetResult> future, Job job) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancellation.cancel();
            return result(job, Outcome.SKIPPED, Migrator.CANCELLED);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException bug) {
                throw bug;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private TargetResult run(Job job, Activity activity) {
        TargetResult result = run(job);
        activity.more(1);
        return result;
    }

    /** One target on a connection of its own: with what these commands do, opening it is not what takes the time. */
    private TargetResult run(Job job) {
        long start = System.nanoTime();
        if (cancellation.isCancelled()) {
            return result(job, Outcome.SKIPPED, Migrator.CANCELLED);
        }
        List<String> done = new ArrayList<>();
        try (Session session = Session.open(database)) {
            cancellation.add(session);
            try {
                TargetLock lock = new TargetLock(session, job.target());
                if (!lock.take(options.lockWait(), cancellation, events)) {
                    return cancellation.isCancelled()
                            ? result(job, Outcome.SKIPPED, Migrator.CANCELLED)
                            : locked(job, lock.holder());
                }
                // closing the session gives the lock back
                WorkSession work = new WorkSession(session);
                OpenTarget open = TargetOpening.open(work, job.target(), job.set(), job.facts(), options.lockTimeout());
                job.work().on(work, job, open, done);
            } finally {
                cancellation.remove(session);
            }
            Outcome outcome = done.isEmpty() ? Outcome.CURRENT : Outcome.APPLIED;
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return new TargetResult(job.target().target(), outcome, null, done, took, null);
        } catch (MigrationFailed e) {
            return failed(job, e, done);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return result(job, Outcome.SKIPPED, Migrator.CANCELLED);
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            return failed(
                    job,
                    new MigrationFailed(Failures.of(
                            job.target().target().schema(),
                            e.words() + (e.sqlstate().isEmpty() ? "" : " (SQLSTATE " + e.sqlstate() + ")"),
                            null)),
                    done);
        } catch (DevctlException e) {
            return failed(
                    job,
                    new MigrationFailed(Failures.of(
                            job.target().target().schema(),
                            String.valueOf(e.getMessage()),
                            e.hint().orElse(null))),
                    done);
        }
    }

    private TargetResult failed(Job job, MigrationFailed failure, List<String> done) {
        if (cancellation.isCancelled()) {
            return result(job, Outcome.SKIPPED, Migrator.CANCELLED);
        }
        return new TargetResult(
                job.target().target(), Outcome.FAILED, failure.error().message(), done, Duration.ZERO, failure.error());
    }

    private static TargetResult locked(Job job, String holder) {
        return new TargetResult(
                job.target().target(),
                Outcome.FAILED,
                Migrator.LOCKED,
                List.of(),
                Duration.ZERO,
                Failures.of(
                        job.target().target().schema(),
                        "another devctl holds its lock: " + holder,
                        "wait for it, or see dev migrate locks"));
    }

    private static TargetResult result(Job job, Outcome outcome, String reason) {
        return new TargetResult(job.target().target(), outcome, reason, List.of(), Duration.ZERO, null);
    }
}
