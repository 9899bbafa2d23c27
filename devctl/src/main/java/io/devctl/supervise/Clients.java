package io.devctl.supervise;

import io.devctl.model.Event;
import io.devctl.model.Leftover;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Connection;
import io.devctl.supervise.control.ControlServer;
import io.devctl.supervise.control.Question;
import io.devctl.supervise.control.Request;
import io.devctl.supervise.machine.Input;
import io.devctl.supervise.process.Poll;
import io.devctl.supervise.unit.UnitSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the supervisor's clients ask, and what they are told. Its state belongs to the loop's thread. */
final class Clients implements ControlServer.Listener {
    private static final Duration FLUSH_PATIENCE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Set<ServiceState> AT_REST =
            Set.of(ServiceState.STOPPED, ServiceState.FAILED, ServiceState.COMPLETED, ServiceState.PENDING);

    /** Somebody who waits until these units have stopped. */
    private record StopWaiter(Connection connection, long id, Set<String> units) {}

    /** Somebody who waits until everything has stopped. */
    private record ShutdownWaiter(Connection connection, long id) {}

    private final SupervisorLoop loop;
    private final Set<Connection> subscribers = ConcurrentHashMap.newKeySet();
    private final List<StopWaiter> stopWaiters = new ArrayList<>();
    private final List<ShutdownWaiter> shutdownWaiters = new ArrayList<>();
    private final Map<String, ServiceStatus> told = new HashMap<>();
    private final Map<String, Instant> startedAt = new HashMap<>();
    private final Map<String, List<Leftover>> left = new HashMap<>();
    private @Nullable Connection owner;
    private boolean shuttingDown;
    private volatile boolean keepPostgres;

    Clients(SupervisorLoop loop) {
        this.loop = loop;
    }

    @Override
    public void asked(Connection connection, Request request) {
        loop.post(() -> {
            try {
                serve(connection, request);
            } catch (RuntimeException e) {
                connection.fail(request.id(), "refused: " + e);
            }
        });
    }

    /** The launcher asks; see {@link SupervisorLoop#answer}. From any thread. */
    void asked(Question question, Consumer<@Nullable Answer> tell) {
        loop.post(() -> {
            if (shuttingDown) {
                tell.accept(null);
            } else {
                loop.answer(question, tell);
            }
        });
    }

    @Override
    public void closed(Connection connection) {
        loop.post(() -> {
            subscribers.remove(connection);
            if (connection.equals(owner)) {
                owner = null;
                shutdown();
            }
        });
    }

    private void serve(Connection connection, Request request) {
        long id = request.id();
        Request.Operation op = Objects.requireNonNull(request.op());
        if (shuttingDown && (changes(op) || op == Request.Operation.ANSWER)) {
            connection.fail(id, "the environment is being stopped");
            return;
        }
        switch (op) {
            case HELLO ->
                connection.answer(id, new Request.Hello(ProcessHandle.current().pid(), owner != null, shuttingDown));
            case OWN -> own(connection, id);
            case DETACH -> detach(connection, id);
            case STATUS -> connection.answer(id, loop.status());
            case USAGE -> loop.usage(usage -> connection.answer(id, usage));
            case PLAN -> connection.answer(id, loop.plan(specs(request)));
            case ANSWER ->
                loop.answer(Objects.requireNonNull(request.question(), "question"), answer -> {
                    if (answer == null) {
                        connection.fail(id, "find out yourself");
                    } else {
                        connection.answer(id, answer);
                    }
                });
            case SUBSCRIBE -> subscribe(connection, id);
            case STOP -> stop(connection, id, units(request));
            case SHUTDOWN -> {
                // whoever asks first decides: what has begun cannot be taken back
                keepPostgres = shuttingDown ? keepPostgres : request.flag();
                shutdownWaiters.add(new ShutdownWaiter(connection, id));
                subscribers.add(connection);
                shutdown();
            }
            case SURROUNDINGS -> {
                loop.surroundings(Objects.requireNonNull(request.variables(), "variables"));
                connection.answer(id, null);
            }
            case APPLY, FACT, START, RESTART -> {
                loop.feed(input(op, request));
                connection.answer(id, null);
            }
        }
    }

    private static boolean changes(Request.Operation op) {
        return switch (op) {
            case APPLY, FACT, START, RESTART, OWN -> true;
            case HELLO, DETACH, SURROUNDINGS, PLAN, ANSWER, STATUS, USAGE, SUBSCRIBE, STOP, SHUTDOWN -> false;
        };
    }

    private static Input input(Request.Operation op, Request request) {
        return switch (op) {
            case APPLY -> new Input.Apply(specs(request));
            case FACT ->
                new Input.Fact(Objects.requireNonNull(request.fact(), "fact"), request.flag(), request.reason());
            case START -> new Input.Start(units(request));
            default -> new Input.Restart(units(request));
        };
    }

    private static List<UnitSpec> specs(Request request) {
        return Objects.requireNonNull(request.specs(), "specs");
    }

    private static Set<String> units(Request request) {
        return Objects.requireNonNull(request.units(), "units");
    }

    private void own(Connection connection, long id) {
        if (owner == null) {
            owner = connection;
        }
        connection.answer(id, owner.equals(connection));
    }

    private void detach(Connection connection, long id) {
        if (connection.equals(owner)) {
            owner = null;
        }
        connection.answer(id, null);
    }

    private void subscribe(Connection connection, long id) {
        connection.answer(id, null);
        loop.status().forEach(status -> connection.tell(new Event.ServiceChanged(status, null)));
        subscribers.add(connection);
    }

    private void stop(Connection connection, long id, Set<String> units) {
        units.forEach(left::remove);
        stopWaiters.add(new StopWaiter(connection, id, units));
        loop.feed(new Input.Stop(units));
    }

    /** Stops everything; who asks for something to start is told so from now on. */
    void shutdown() {
        shuttingDown = true;
        loop.feed(new Input.Shutdown());
    }

    boolean keepPostgres() {
        return keepPostgres;
    }

    /** Something of a unit could not be stopped. */
    void left(String unit, List<Leftover> leftovers) {
        if (!leftovers.isEmpty()) {
            left.put(unit, leftovers);
        }
    }

    /** Tells every subscriber; from any thread. */
    void tell(Event event) {
        subscribers.forEach(subscriber -> subscriber.tell(event));
    }

    /** Tells what has changed since the last time. */
    void publish(List<ServiceStatus> now) {
        for (ServiceStatus status : now) {
            ServiceStatus before = told.put(status.name(), status);
            if (status.state() == ServiceState.STARTING) {
                startedAt.putIfAbsent(status.name(), loop.now());
            }
            if (before == null || !same(before, status)) {
                tell(new Event.ServiceChanged(status, took(before, status)));
            }
        }
        answerStopWaiters(now);
    }

    /** How long it took to become ready or to complete; null for every other change. */
    private @Nullable Duration took(@Nullable ServiceStatus before, ServiceStatus now) {
        boolean there = now.state() == ServiceState.READY || now.state() == ServiceState.COMPLETED;
        if (!there || (before != null && before.state() == now.state())) {
            return null;
        }
        Instant started = startedAt.remove(now.name());
        return started == null ? null : Duration.between(started, loop.now());
    }

    private static boolean same(ServiceStatus one, ServiceStatus other) {
        return one.state() == other.state()
                && one.restarts() == other.restarts()
                && Objects.equals(one.pid(), other.pid())
                && Objects.equals(one.exitCode(), other.exitCode())
                && Objects.equals(one.reason(), other.reason());
    }

    private void answerStopWaiters(List<ServiceStatus> now) {
        for (Iterator<StopWaiter> all = stopWaiters.iterator(); all.hasNext(); ) {
            StopWaiter waiter = all.next();
            boolean stopped = now.stream()
                    .filter(status -> waiter.units().contains(status.name()))
                    .allMatch(status -> AT_REST.contains(status.state()));
            if (stopped) {
                all.remove();
                waiter.connection().answer(waiter.id(), leftovers(waiter.units()));
            }
        }
    }

    private List<Leftover> leftovers(Set<String> units) {
        return left.entrySet().stream()
                .filter(entry -> units.contains(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    /** Everything has stopped: answers those who wait for that and sees that the answers leave. */
    void finished(Request.Ended end) {
        shutdownWaiters.forEach(waiter -> waiter.connection().answer(waiter.id(), end));
        Poll.until(
                () -> shutdownWaiters.stream()
                        .allMatch(waiter -> waiter.connection().flushed()),
                FLUSH_PATIENCE,
                PAUSE);
    }
}
