package io.devctl.supervise;

import com.google.gson.JsonElement;
import com.google.gson.JsonSyntaxException;
import com.google.gson.reflect.TypeToken;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.Leftover;
import io.devctl.model.PlannedChange;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import io.devctl.supervise.control.Message;
import io.devctl.supervise.control.Request;
import io.devctl.supervise.process.Identity;
import io.devctl.supervise.process.Poll;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.unit.UnitSpec;
import io.devctl.supervise.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the environment's supervisor. Every method may be called from any thread; each throws a {@code
 * DevctlException} when the supervisor is gone or refuses.
 */
public final class SupervisorClient implements AutoCloseable {
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(20);
    private static final Duration EXIT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int CHUNK = 16_384;
    private static final TypeToken<List<ServiceStatus>> STATUSES = new TypeToken<>() {};
    private static final TypeToken<List<PlannedChange>> CHANGES = new TypeToken<>() {};
    private static final TypeToken<Map<String, ServiceUsage>> USAGE = new TypeToken<>() {};
    private static final TypeToken<List<Leftover>> LEFTOVERS = new TypeToken<>() {};

    private final RunDirectory run;
    private final SocketChannel channel;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<@Nullable JsonElement>> asked = new ConcurrentHashMap<>();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile boolean gone;

    private SupervisorClient(RunDirectory run, SocketChannel channel) {
        this.run = run;
        this.channel = channel;
        this.reader = new Thread(this::read, "supervisor client");
        reader.setDaemon(true);
    }

    /** A connection to the supervisor of this environment; empty when none runs. Starts nothing, takes a few ms. */
    public static Optional<SupervisorClient> connect(Path stateDirectory) {
        RunDirectory run = RunDirectory.of(stateDirectory);
        try {
            Optional<Path> socket = Supervisor.socket(run);
            if (socket.isEmpty()) {
                return Optional.empty();
            }
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket.get()));
            SupervisorClient client = new SupervisorClient(run, channel);
            client.reader.start();
            return Optional.of(client);
        } catch (IOException nobodyThere) {
            // a supervisor that was killed leaves both files; the next one replaces them
            return Optional.empty();
        }
    }

    /** A connection as soon as a supervisor answers; empty when none did for that long. */
    public static Optional<SupervisorClient> await(Path stateDirectory, Duration atMost) {
        CompletableFuture<SupervisorClient> client = new CompletableFuture<>();
        Poll.until(
                () -> {
                    connect(stateDirectory).ifPresent(client::complete);
                    return client.isDone();
                },
                atMost,
                PAUSE);
        return Optional.ofNullable(client.getNow(null));
    }

    /** Whether a pending unit waits for something that has failed, so that waiting longer does not help. */
    public static boolean blocked(ServiceStatus status) {
        String reason = status.reason();
        return status.state() == ServiceState.PENDING && reason != null && reason.startsWith("blocked: ");
    }

    /** The supervisor's process. */
    public long pid() {
        return hello().pid();
    }

    /** Whether the environment ends with some connection, this one or another. */
    public boolean owned() {
        return hello().owned();
    }

    /** Whether everything is being stopped, or has been: then nothing can be started through it any more. */
    public boolean ending() {
        try {
            return hello().ending();
        } catch (DevctlException silent) {
            if (gone) {
                return true;
            }
            throw silent;
        }
    }

    /** Returns when the supervisor has ended, and another one may begin. */
    public void awaitGone() {
        end.join();
        Poll.until(() -> !Supervisor.runs(run), EXIT_PATIENCE, PAUSE);
    }

    private Request.Hello hello() {
        return Json.GSON.fromJson(ask(Request.plain(next(), Request.Operation.HELLO)), Request.Hello.class);
    }

    /**
     * From now on the environment ends with this connection: unless detached, its loss stops everything.
     *
     * @return false when it ends with another connection already
     */
    public boolean own() {
        return Boolean.TRUE.equals(
                Json.GSON.fromJson(ask(Request.plain(next(), Request.Operation.OWN)), Boolean.class));
    }

    /** Takes {@link #own} back. */
    public void detach() {
        ask(Request.plain(next(), Request.Operation.DETACH));
    }

    /** What units that are started from now on have around them: the variables of whoever asks for them. */
    public void surroundings(Map<String, String> variables) {
        ask(Request.variables(next(), variables));
    }

    /** What should exist from now on: starts what is new, restarts what differs, stops what is gone, keeps the rest. */
    public void apply(List<UnitSpec> wanted) {
        ask(Request.apply(next(), wanted));
    }

    /** What {@link #apply} and a start of all of them would do; changes nothing. */
    public List<PlannedChange> plan(List<UnitSpec> wanted) {
        return list(ask(Request.plan(next(), wanted)), CHANGES);
    }

    /**
     * Reports something that units depend on and that is not a unit: {@code postgres}, {@code auth_api.migrations}.
     *
     * @param holds false with a reason: it has failed and blocks what depends on it; false without: not yet
     */
    public void fact(String name, boolean holds, @Nullable String reason) {
        ask(Request.fact(next(), name, holds, reason));
    }

    /** All units, in the order in which they were applied. */
    public List<ServiceStatus> status() {
        return list(ask(Request.plain(next(), Request.Operation.STATUS)), STATUSES);
    }

    /** What each unit that has a process uses of the machine, by name. */
    public Map<String, ServiceUsage> usage() {
        JsonElement answer = ask(Request.plain(next(), Request.Operation.USAGE));
        Map<String, ServiceUsage> usage = Json.GSON.fromJson(answer, USAGE);
        return usage == null ? Map.of() : usage;
    }

    /** Starts these units again that were stopped, failed or completed. */
    public void start(Set<String> units) {
        ask(Request.units(next(), Request.Operation.START, units));
    }

    /**
     * Stops these units; returns when nothing of them is left.
     *
     * @return processes that could not be stopped
     */
    public List<Leftover> stop(Set<String> units) {
        return list(askForLong(Request.units(next(), Request.Operation.STOP, units)), LEFTOVERS);
    }

    /** Stops and starts these units; returns before that is done. */
    public void restart(Set<String> units) {
        ask(Request.units(next(), Request.Operation.RESTART, units));
    }

    /**
     * Sends the listener a ServiceChanged for each unit as it is now, then every event, from the thread that reads the
     * connection: a listener must not call this client.
     */
    public void subscribe(Consumer<Event> listener) {
        listeners.add(listener);
        ask(Request.plain(next(), Request.Operation.SUBSCRIBE));
    }

    /**
     * Stops every unit in reverse order, then Postgres, and ends the supervisor, which is gone when this returns.
     *
     * @return what could not be stopped, and whether Postgres was: whoever asked first has decided that
     */
    public Request.Ended shutdown(boolean keepPostgres, EventSink progress) {
        Consumer<Event> listener = progress::emit;
        listeners.add(listener);
        Optional<Identity> supervisor = Identity.of(pid());
        try {
            JsonElement answer = askForLong(Request.shutdown(next(), keepPostgres));
            // the answer comes from a process that is about to end; gone means that it has
            boolean gone = Poll.until(() -> !alive(supervisor) && !Supervisor.runs(run), EXIT_PATIENCE, PAUSE);
            Request.Ended ended = Json.GSON.fromJson(answer, Request.Ended.class);
            return gone
                    ? ended
                    : ended.leaving(supervisor.map(Identity::pid).stream().toList());
        } finally {
            listeners.remove(listener);
        }
    }

    /** Runs the action when the supervisor is gone, or this connection closed; at once when it is already. */
    public void onEnd(Runnable action) {
        CompletableFuture<Void> unused = end.thenRun(action);
    }

    /**
     * Returns when the supervisor is gone, or this connection closed.
     *
     * @return false when the supervisor was killed
     */
    public boolean awaitEnd() {
        end.join();
        return !Supervisor.killed(run);
    }

    private static boolean alive(Optional<Identity> process) {
        return process.isPresent() && process.get().alive();
    }

    private long next() {
        return ids.incrementAndGet();
    }

    private static <T> List<T> list(@Nullable JsonElement json, TypeToken<List<T>> type) {
        List<T> read = json == null ? null : Json.GSON.fromJson(json, type);
        return read == null ? List.of() : read;
    }

    private @Nullable JsonElement ask(Request request) {
        return answer(send(request), ANSWER_PATIENCE);
    }

    /** For what takes as long as the units' own timeouts: as long as the connection lives, an answer will come. */
    private @Nullable JsonElement askForLong(Request request) {
        return answer(send(request), null);
    }

    private CompletableFuture<@Nullable JsonElement> send(Request request) {
        CompletableFuture<@Nullable JsonElement> answer = new CompletableFuture<>();
        asked.put(request.id(), answer);
        ByteBuffer bytes = ByteBuffer.wrap((Json.GSON.toJson(request) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            synchronized (channel) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
        if (gone) {
            answer.completeExceptionally(new IOException("it is gone"));
        }
        return answer;
    }

    private static @Nullable JsonElement answer(
            CompletableFuture<@Nullable JsonElement> answer, @Nullable Duration patience) {
        try {
            return patience == null ? answer.get() : answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DevctlException refused) {
                throw refused;
            }
            throw new DevctlException(ExitCode.UNAVAILABLE, "the supervisor is gone", "dev up", e);
        } catch (TimeoutException e) {
            throw new DevctlException(ExitCode.UNAVAILABLE, "the supervisor does not answer", "dev down", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted", null, e);
        }
    }

    private void read() {
        byte[] bytes = new byte[CHUNK];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            // the channel itself and no stream around it: those lock out whoever writes meanwhile
            int n = channel.read(ByteBuffer.wrap(bytes));
            while (n >= 0) {
                for (int at = 0; at < n; at++) {
                    if (bytes[at] == '\n') {
                        take(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    } else {
                        line.write(bytes[at]);
                    }
                }
                n = channel.read(ByteBuffer.wrap(bytes));
            }
        } catch (IOException | JsonSyntaxException ended) {
            // told below to everybody who waits
        }
        gone = true;
        end.complete(null);
        asked.values().forEach(answer -> answer.completeExceptionally(new IOException("it is gone")));
    }

    private void take(String line) {
        Message message = Json.GSON.fromJson(line, Message.class);
        Event event = message.event();
        if (event != null) {
            listeners.forEach(listener -> listener.accept(event));
            return;
        }
        CompletableFuture<@Nullable JsonElement> answer = asked.remove(message.id());
        if (answer != null && message.error() != null) {
            answer.completeExceptionally(new DevctlException(ExitCode.FAILED, message.error(), null));
        } else if (answer != null) {
            answer.complete(message.result());
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // it is closed either way
        }
    }
}
