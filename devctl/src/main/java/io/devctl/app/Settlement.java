package io.devctl.app;

import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.SupervisorClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits until each of some units is where it will stay: ready, completed, failed, or held back by something that failed. */
final class Settlement implements Consumer<Event> {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Set<String> units;
    private final Map<String, ServiceStatus> latest = new HashMap<>();
    private boolean ended;

    Settlement(Set<String> units) {
        this.units = new LinkedHashSet<>(units);
    }

    @Override
    public synchronized void accept(Event event) {
        if (event instanceof Event.ServiceChanged changed) {
            latest.put(changed.status().name(), changed.status());
            notifyAll();
        }
    }

    /** The supervisor is gone: nothing will change any more. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * Returns when all have settled.
     *
     * @param limit null for as long as it takes (each unit's own deadline ends its part)
     * @return false when the limit passed, or the supervisor ended, before that
     */
    synchronized boolean await(@Nullable Duration limit) throws InterruptedException {
        long end = System.nanoTime() + (limit == null ? Long.MAX_VALUE / 2 : limit.toNanos());
        while (!settled() && !ended) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return settled();
    }

    /** The same, and says meanwhile for whom it waits. */
    boolean await(@Nullable Duration limit, EventSink events) throws InterruptedException {
        if (await(shorter(limit, SOON)) || isOver(limit, SOON)) {
            return isSettled();
        }
        Amount amount = limit == null ? Amount.NONE : Amount.within(limit);
        try (Activity activity = Activity.begin(events, Event.Progress.SERVICES, "waiting for services", amount)) {
            Duration waited = SOON;
            while (true) {
                activity.say(unsettled());
                Duration left = limit == null ? null : limit.minus(waited);
                if (await(shorter(left, SOON)) || isOver(left, SOON)) {
                    return isSettled();
                }
                waited = waited.plus(SOON);
            }
        }
    }

    private static Duration shorter(@Nullable Duration limit, Duration other) {
        return limit != null && limit.compareTo(other) < 0 ? limit : other;
    }

    private synchronized boolean isOver(@Nullable Duration limit, Duration waited) {
        return ended || (limit != null && limit.compareTo(waited) <= 0);
    }

    private synchronized boolean isSettled() {
        return settled();
    }

    /** {@code 2 of 5 left: auth_api (no answer on port 8001), seed}. */
    private synchronized String unsettled() {
        List<String> left = new ArrayList<>();
        for (String unit : units) {
            ServiceStatus status = latest.get(unit);
            if (status == null || !settled(status)) {
                String reason = status == null ? null : status.reason();
                left.add(unit + (reason == null ? "" : " (" + reason + ")"));
            }
        }
        return left.size() + " of " + units.size() + " left: " + String.join(", ", left);
    }

    /** The units' last known states, in no particular order. */
    synchronized List<ServiceStatus> states() {
        List<ServiceStatus> states = new ArrayList<>();
        units.forEach(unit -> {
            ServiceStatus status = latest.get(unit);
            if (status != null) {
                states.add(status);
            }
        });
        return states;
    }

    private boolean settled() {
        return units.stream().allMatch(unit -> {
            ServiceStatus status = latest.get(unit);
            return status != null && settled(status);
        });
    }

    private static boolean settled(ServiceStatus status) {
        return switch (status.state()) {
            case READY, COMPLETED, FAILED, STOPPED -> true;
            case PENDING -> SupervisorClient.blocked(status);
            case STARTING, RUNNING, UNREADY, RESTARTING, STOPPING -> false;
        };
    }
}
