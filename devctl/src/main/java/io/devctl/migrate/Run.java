package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One run over many targets: a bounded number of connections take targets from a queue. Where a file is new to a whole
 * service, the first tenant is queued alone, and what becomes of it decides what is queued next.
 */
final class Run {
    private final DataSource database;
    private final MigrateOptions options;
    private final EventSink events;
    private final Cancellation cancellation;
    private final Function<MigrationSet, LoadedSet> sets;

    private final EnginePool engines = new EnginePool();
    private final BlockWatch watch;
    private final Object monitor = new Object();
    private final Queue<Job> ready = new ArrayDeque<>();
    private final Map<String, Service> services = new LinkedHashMap<>();
    private final List<@Nullable TargetResult> results = new ArrayList<>();
    private List<MigrationTarget> targets = List.of();
    private List<Verdict> verdicts = List.of();
    private int unfinished;
    private @Nullable Throwable broken;

    Run(
            DataSource database,
            MigrateOptions options,
            EventSink events,
            Cancellation cancellation,
            Function<MigrationSet, LoadedSet> sets) {
        this.database = database;
        this.options = options;
        this.events = events;
        this.cancellation = cancellation;
        this.sets = sets;
        this.watch = new BlockWatch(database, events);
    }

    /** A target to be worked on, at its place in the caller's list. */
    private record Job(int index, MigrationTarget target, Verdict verdict, Service service) {}

    /** The targets of one service. */
    private static final class Service {
        private final String name;
        private final long start = System.nanoTime();
        private final List<Integer> targets = new ArrayList<>();
        private final Queue<Job> waiting = new ArrayDeque<>();
        private final Map<String, Integer> lacking = new HashMap<>();
        private final ConcurrentMap<String, AtomicInteger> done = new ConcurrentHashMap<>();
        private @Nullable Job leader;
        private @Nullable String failedFile;
        /** The set of the same service that runs after this one. */
        private @Nullable Service next;

        private int open;

        Service(String name) {
            this.name = name;
        }
    }

    /** Works through all targets; the results are in the order of the targets. */
    List<TargetResult> run(List<MigrationTarget> targets, List<Verdict> verdicts) {
        plan(targets, verdicts);
        int workers = Math.min(options.jobs(), Math.max(1, unfinished));
        List<Thread> threads = new ArrayList<>();
        boolean interrupted = false;
        if (unfinished > 0) {
            for (int i = 0; i < workers; i++) {
                Thread thread = new Thread(this::work, "devctl-migrate-" + (i + 1));
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }
        try (watch;
                engines) {
            for (Thread thread : threads) {
                interrupted |= await(thread);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (broken instanceof RuntimeException e) {
            throw e;
        }
        if (broken instanceof Error e) {
            throw e;
        }
        return finished(targets);
    }

    private List<TargetResult> finished(List<MigrationTarget> targets) {
        List<TargetResult> all = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            TargetResult result = results.get(i);
            all.add(result != null ? result : skipped(targets.get(i).target(), Migrator.CANCELLED));
        }
        return all;
    }

    /** Waits for a worker; an interrupt cancels the run. True when there was one. */
    private boolean await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(100);
            } catch (InterruptedException e) {
                interrupted = true;
                cancellation.cancel();
            }
            if (cancellation.isCancelled()) {
                cancellation.cancel();
            } else {
                watch.look();
            }
        }
        return interrupted;
    }

    private void plan(List<MigrationTarget> targets, List<Verdict> verdicts) {
        for (int i = 0; i < targets.size(); i++) {
            MigrationTarget target = targets.get(i);
            Verdict verdict = verdicts.get(i);
            results.add(null);
            Service service = services.computeIfAbsent(
                    key(target), k -> new Service(target.target().service()));
            service.targets.add(i);
            TargetResult known = known(verdict);
            if (known == null
                    && !verdict.pending().isEmpty()
                    && within(target, verdict).isEmpty()) {
                known = skipped(target.target(), Migrator.OUT_OF_BOUNDS);
            }
            if (known != null) {
                results.set(i, known);
                events.emit(new Event.TargetFinished(known));
                continue;
            }
            service.open++;
            unfinished++;
            service.waiting.add(new Job(i, target, verdict, service));
            within(target, verdict).forEach(f -> service.lacking.merge(f.name(), 1, Integer::sum));
        }
        this.targets = targets;
        this.verdicts = verdicts;
        Map<String, Service> before = new HashMap<>();
        List<Service> first = new ArrayList<>();
        for (Service service : services.values()) {
            Service earlier = before.put(service.name, service);
            if (earlier == null) {
                first.add(service);
            } else {
                earlier.next = service;
            }
        }
        first.forEach(this::begin);
    }

    private List<MigrationFile> within(MigrationTarget target, Verdict verdict) {
        return options.bounds().within(sets.apply(target.set()), verdict.pending());
    }

    /** Two sets of one service run their files independently of each other. */
    private static String key(MigrationTarget target) {
        return target.target().service() + "\0" + target.set().paths() + "\0"
                + target.set().ledger();
    }

    /** What needs no work: a target that is current and settled, and one that must not be touched. */
    private static @Nullable TargetResult known(Verdict verdict) {
        Target target = verdict.status().target();
        TargetState state = verdict.status().state();
        if (state == TargetState.DRIFTED) {
            return new TargetResult(
                    target,
                    TargetResult.Outcome.FAILED,
                    verdict.status().reason(),
                    List.of(),
                    Duration.ZERO,
                    TargetReport.drift(verdict));
        }
        if (verdict.isUnfilled()) {
            return new TargetResult(
                    target,
                    TargetResult.Outcome.FAILED,
                    Migrator.BAD_FILE,
                    List.of(),
                    Duration.ZERO,
                    TargetReport.drift(verdict));
        }
        if (state == TargetState.UNKNOWN) {
            String reason = String.valueOf(verdict.status().reason());
            return new TargetResult(
                    target,
                    TargetResult.Outcome.FAILED,
                    reason,
                    List.of(),
                    Duration.ZERO,
                    Failures.of(target.schema(), reason, null));
        }
        if (state == TargetState.CURRENT && verdict.settled()) {
            return new TargetResult(target, TargetResult.Outcome.CURRENT, null, List.of(), Duration.ZERO, null);
        }
        return null;
    }

    /** Queues what can be done of a set now; a set that is done lets the service's next one begin. */
    private void begin(Service service) {
        Service now = service;
        while (now != null && !start(now)) {
            finish(now);
            Service next = now.next;
            if (next != null) {
                skipAfterFailures(now, next);
            }
            now = next;
        }
    }

    /** False when there is nothing to do in it. */
    private boolean start(Service service) {
        synchronized (monitor) {
            if (service.open == 0) {
                return false;
            }
            if (isNewToAll(service, targets, verdicts)) {
                service.leader = service.waiting.remove();
                ready.add(service.leader);
            } else {
                ready.addAll(service.waiting);
                service.waiting.clear();
            }
            monitor.notifyAll();
            return true;
        }
    }

    /** The files of a later set may need what those of the earlier one make. */
    private void skipAfterFailures(Service earlier, Service later) {
        List<TargetResult> skipped = new ArrayList<>();
        synchronized (monitor) {
            Set<String> failed = new HashSet<>();
            for (int i : earlier.targets) {
                TargetResult result = results.get(i);
                if (result != null
                        && (result.outcome() == TargetResult.Outcome.FAILED
                                || result.outcome() == TargetResult.Outcome.SKIPPED)) {
                    failed.add(String.valueOf(result.target().tenant()));
                }
            }
            // without a tenant of its own it is there for all of them
            boolean all = failed.contains("null");
            for (Job job : List.copyOf(later.waiting)) {
                Target target = job.target().target();
                if (all
                        || failed.contains(String.valueOf(target.tenant()))
                        || (target.tenant() == null && !failed.isEmpty())) {
                    TargetResult result = skipped(target, Migrator.EARLIER_SET);
                    results.set(job.index(), result);
                    later.waiting.remove(job);
                    later.open--;
                    unfinished--;
                    skipped.add(result);
                }
            }
            monitor.notifyAll();
        }
        skipped.forEach(result -> events.emit(new Event.TargetFinished(result)));
    }

    /** Whether there is a file that no target of the service has. */
    private boolean isNewToAll(Service service, List<MigrationTarget> targets, List<Verdict> verdicts) {
        Set<String> everywhere = null;
        for (int i : service.targets) {
            Set<String> pending = new HashSet<>();
            within(targets.get(i), verdicts.get(i)).stream()
                    .map(MigrationFile::name)
                    .forEach(pending::add);
            if (everywhere == null) {
                everywhere = pending;
            } else {
                everywhere.retainAll(pending);
            }
        }
        return everywhere != null && !everywhere.isEmpty();
    }

    private void work() {
        try (Worker worker = new Worker(database, cancellation, watch)) {
            for (Job job = next(); job != null; job = next()) {
                TargetRun run = targetRun(job);
                TargetResult result = cancellation.isCancelled()
                        ? skipped(job.target().target(), Migrator.CANCELLED)
                        : worker.run(run, job.target().target(), job.service().failedFile);
                done(job, result, run.failedFile());
            }
        } catch (RuntimeException | Error e) {
            synchronized (monitor) {
                broken = broken == null ? e : broken;
                unfinished = 0;
                monitor.notifyAll();
            }
            cancellation.cancel();
        }
    }

    private TargetRun targetRun(Job job) {
        return new TargetRun(
                job.target(),
                sets.apply(job.target().set()),
                job.verdict(),
                options,
                events,
                cancellation,
                (target, file, took) -> applied(job.service(), target, file, took),
                engines);
    }

    private @Nullable Job next() {
        synchronized (monitor) {
            while (ready.isEmpty() && unfinished > 0) {
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return null;
                }
            }
            return unfinished > 0 ? ready.poll() : null;
        }
    }

    private void done(Job job, TargetResult result, @Nullable String failedFile) {
        Service service = job.service();
        events.emit(new Event.TargetFinished(result));
        boolean last;
        synchronized (monitor) {
            results.set(job.index(), result);
            unfinished--;
            service.open--;
            last = service.open == 0;
            if (service.leader != null && service.leader.index() == job.index()) {
                release(service, result, failedFile);
            }
            monitor.notifyAll();
        }
        if (last) {
            finish(service);
            Service next = service.next;
            if (next != null) {
                skipAfterFailures(service, next);
                begin(next);
            }
        }
    }

    /** After the first tenant: the others, or another first tenant when that one could not be tried at all. */
    private void release(Service service, TargetResult result, @Nullable String failedFile) {
        boolean untried = result.outcome() == TargetResult.Outcome.FAILED && failedFile == null;
        service.leader = null;
        if (untried && !service.waiting.isEmpty()) {
            service.leader = service.waiting.remove();
            ready.add(service.leader);
            return;
        }
        service.failedFile = options.keepGoing() ? null : failedFile;
        ready.addAll(service.waiting);
        service.waiting.clear();
    }

    private void finish(Service service) {
        List<TargetResult> all = new ArrayList<>();
        synchronized (monitor) {
            for (int i : service.targets) {
                TargetResult result = results.get(i);
                if (result != null) {
                    all.add(result);
                }
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - service.start);
        events.emit(new Event.ServiceMigrated(service.name, List.copyOf(all), took));
    }

    static TargetResult skipped(Target target, String reason) {
        return new TargetResult(target, TargetResult.Outcome.SKIPPED, reason, List.of(), Duration.ZERO, null);
    }

    private static Event applied(Service service, Target target, String file, Duration took) {
        int done = service.done.computeIfAbsent(file, f -> new AtomicInteger()).incrementAndGet();
        return new Event.MigrationApplied(
                target, file, took, done, Math.max(done, service.lacking.getOrDefault(file, done)));
    }
}
