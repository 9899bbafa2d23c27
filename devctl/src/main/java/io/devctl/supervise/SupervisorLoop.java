package io.devctl.supervise;

import io.devctl.model.Event;
import io.devctl.model.Leftover;
import io.devctl.model.PlannedChange;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import io.devctl.supervise.bell.Doorbell;
import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.ControlServer;
import io.devctl.supervise.control.Question;
import io.devctl.supervise.control.Request;
import io.devctl.supervise.machine.Action;
import io.devctl.supervise.machine.Input;
import io.devctl.supervise.machine.Machine;
import io.devctl.supervise.process.Attempt;
import io.devctl.supervise.process.Helpers;
import io.devctl.supervise.process.Pipes;
import io.devctl.supervise.process.ProcessTable;
import io.devctl.supervise.process.Reaper;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.process.UsageMeter;
import io.devctl.supervise.unit.Notes;
import io.devctl.supervise.unit.UnitSpec;
import io.devctl.supervise.watch.FileWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor at work: the one thread that owns the machine, and the queue that everything else puts its news on.
 */
final class SupervisorLoop implements AutoCloseable {
    /** A supervisor that nobody has given anything to do goes when nobody is connected for that long. */
    private static final Duration UNUSED_PATIENCE = Duration.ofSeconds(60);

    /** How soon a supervisor notices that its folder was deleted under it; looking costs one system call. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Whoever types one command may well type another. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final Duration SWEEP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LISTENING = Duration.ofSeconds(5);
    private static final int STACK = 256 * 1024;
    /** As much as a command has in a process of its own. */
    private static final int COMMAND_STACK = 1024 * 1024;

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final RunDirectory run;
    private final Host host;
    private final ThreadPoolExecutor pool;
    private final Pipes pipes;
    private final Outputs outputs;
    private final Performer performer;
    private final Machine machine;
    private final Clients clients;
    private final FileWatcher files;
    private final UsageMeter meter;
    private final ControlServer control;
    private final Doorbell doorbell;
    private final Thread listener;
    private final Instant wallBase = Instant.now();
    private final long nanoBase = System.nanoTime();
    private Instant unusedSince = wallBase;
    private @Nullable Instant tidyAfter;
    private boolean finished;
    private boolean deleted;

    SupervisorLoop(RunDirectory run, Host host, Path socket) throws IOException {
        this.run = run;
        this.host = host;
        this.pool = pool();
        this.pipes = Pipes.open(run);
        this.outputs = new Outputs(run, this::post);
        this.clients = new Clients(this);
        this.performer = new Performer(run, host, outputs, pool, this::post, clients::tell);
        this.meter = new UsageMeter(run);
        this.files = new FileWatcher(new ChangedFiles(host, outputs, this::post, clients::tell));
        this.machine = new Machine(Takeover.lastAttempt(run), new Random());
        Takeover takeover = new Takeover(run, outputs, performer, pool);
        takeover.find().forEach(this::feed);
        takeover.begin();
        files.watch(machine.specs());
        this.control = ControlServer.start(socket, clients);
        this.doorbell = Doorbell.listen(run, clients::asked);
        this.listener = new Thread(null, this::listen, "helpers", STACK);
        listener.setDaemon(true);
        listener.start();
    }

    private static ThreadPoolExecutor pool() {
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(null, work, "work " + THREADS.incrementAndGet(), STACK);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Hears what the helpers tell. */
    private void listen() {
        try {
            while (true) {
                String[] words = pipes.next().split(" ", -1);
                if (words.length == 3 && words[2].matches("[0-9]{1,18}")) {
                    heard(words[0], run.attemptOf(words[1], Long.parseLong(words[2])));
                }
            }
        } catch (IOException closed) {
            // the supervisor ends
        }
    }

    private void heard(String what, Attempt attempt) {
        switch (what) {
            case "started" -> {
                // before its first line, by which logs are told apart
                attempt.process().ifPresent(p -> outputs.note(attempt.unit(), Notes.started(p.pid())));
                outputs.read(attempt);
                attempt.process().ifPresent(p -> post(new Input.Launched(attempt.unit(), attempt.number(), p.pid())));
            }
            case "exited" ->
                pool.execute(() -> performer.exited(attempt, attempt.exitCode().orElse(null)));
            case "relieved" -> pool.execute(() -> outputs.relieved(attempt.number()));
            default -> {
                // a helper of a later version
            }
        }
    }

    /** Puts news on the queue; from any thread. */
    void post(Input input) {
        post(() -> feed(input));
    }

    /** Puts work on the queue that is to be done by the thread that owns the machine. */
    void post(Runnable work) {
        queue.add(work);
    }

    /** The time: as the wall clock shows it, but without its jumps. */
    Instant now() {
        return wallBase.plusNanos(System.nanoTime() - nanoBase);
    }

    /** Tells the machine, does what it wants and tells the clients. Only on the loop's thread. */
    void feed(Input input) {
        List<Action> actions = machine.handle(input, now());
        for (Action action : actions) {
            if (action instanceof Action.Finished) {
                pool.execute(this::finish);
            } else {
                performer.perform(action);
            }
        }
        if (input instanceof Input.Apply apply) {
            files.watch(apply.wanted());
        } else if (input instanceof Input.Shutdown) {
            files.close();
        } else if (input instanceof Input.Extinct extinct) {
            clients.left(extinct.unit(), extinct.left());
        }
        clients.publish(status());
    }

    void surroundings(Map<String, String> variables) {
        performer.surroundings().replace(variables);
    }

    /** Every unit as it is now. Only on the loop's thread. */
    List<ServiceStatus> status() {
        return machine.status(now());
    }

    /** Finds out what the units use, on another thread, and tells. Only on the loop's thread. */
    void usage(Consumer<Map<String, ServiceUsage>> tell) {
        Map<String, Duration> uptimes = new HashMap<>();
        for (ServiceStatus status : status()) {
            Duration uptime = status.uptime();
            if (uptime != null) {
                uptimes.put(status.name(), uptime);
            }
        }
        pool.execute(() -> tell.accept(meter.measure(uptimes)));
    }

    /** What applying these would do. Only on the loop's thread. */
    List<PlannedChange> plan(List<UnitSpec> wanted) {
        return machine.plan(wanted);
    }

    /** Has a command line answered, on a thread of its own, and tells; null when it is not to be answered here. */
    void answer(Question question, Consumer<@Nullable Answer> tell) {
        Thread thread = new Thread(
                null,
                () -> {
                    tell.accept(host.answer(question));
                    post(() -> tidyAfter = now().plus(QUIET));
                },
                "answer",
                COMMAND_STACK);
        thread.setDaemon(true);
        thread.start();
    }

    /** Works until everything has stopped after a shutdown. */
    void run() {
        try {
            while (!finished) {
                Runnable work = queue.poll(waitMillis(), TimeUnit.MILLISECONDS);
                try {
                    workOff(work);
                } catch (RuntimeException bug) {
                    // one wrong step must not cost the environment its supervisor
                    clients.tell(new Event.Warning("a bug in devctl's supervisor: " + bug, null));
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void workOff(@Nullable Runnable work) {
        if (work != null) {
            work.run();
        }
        if (!machine.nextWake().isAfter(now())) {
            feed(new Input.Tick());
        }
        tidy();
        leaveWhenUnused();
        endWhenDeleted();
    }

    /** When nobody asks any more: a supervisor is idle for hours with what one answer has needed. */
    private void tidy() {
        if (tidyAfter != null && !tidyAfter.isAfter(now())) {
            tidyAfter = null;
            System.gc();
        }
    }

    private long waitMillis() {
        Instant now = now();
        Instant unused = status().isEmpty() ? unusedSince.plus(UNUSED_PATIENCE) : Instant.MAX;
        Instant wake = machine.nextWake().isBefore(unused) ? machine.nextWake() : unused;
        if (wake.isAfter(now.plus(LONGEST_WAIT))) {
            return LONGEST_WAIT.toMillis();
        }
        // rounded up: to wake too early is to wake twice
        return Math.max(0, Duration.between(now, wake).plusNanos(999_999).toMillis());
    }

    /** Without its folder nobody can reach it any more, and the next supervisor would start everything a second time. */
    private void endWhenDeleted() {
        if (!deleted && Files.notExists(run.root().resolve("lock"))) {
            deleted = true;
            clients.shutdown();
        }
    }

    private void leaveWhenUnused() {
        if (!status().isEmpty() || !control.connections().isEmpty()) {
            unusedSince = now();
        } else if (!unusedSince.plus(UNUSED_PATIENCE).isAfter(now())) {
            finished = true;
        }
    }

    /** Everything has stopped: proves it for the whole environment, stops Postgres and lets the clients know. */
    private void finish() {
        String all = run.markPrefix();
        List<Leftover> left = new Reaper(
                        new Reaper.Quarry("the environment", all, true, null), new ProcessTable(), clients::tell)
                .stop("TERM", SWEEP_TIMEOUT, false);
        Helpers.end(run);
        boolean postgresStopped = !clients.keepPostgres() && stopPostgres();
        if (left.isEmpty()) {
            run.attempts().forEach(Attempt::delete);
        }
        post(() -> {
            clients.finished(new Request.Ended(left, postgresStopped));
            finished = true;
        });
    }

    private boolean stopPostgres() {
        try {
            host.stopPostgres(clients::tell);
            return true;
        } catch (RuntimeException e) {
            clients.tell(new Event.Warning("Postgres does not stop: " + e.getMessage(), null));
            return false;
        }
    }

    /** Stops everything and returns when that is done; for the thread that a signal to this process starts. */
    void shutdownAndWait() {
        post(clients::shutdown);
        try {
            gone.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Before the lock is given up: two supervisors that listen would take words out of each other's mouths. */
    private void stopListening() {
        pipes.close();
        try {
            listener.join(LISTENING.toMillis());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        files.close();
        doorbell.close();
        control.close();
        stopListening();
        outputs.close();
        pool.shutdown();
        gone.countDown();
    }
}
