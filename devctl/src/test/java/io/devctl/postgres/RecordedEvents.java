package io.devctl.postgres;

import io.devctl.model.Event;
import io.devctl.model.EventSink;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what it is told. */
final class RecordedEvents implements EventSink {
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    @Override
    public void emit(Event event) {
        events.add(event);
    }

    List<String> warnings() {
        return of(Event.Warning.class).stream().map(Event.Warning::message).toList();
    }

    <E extends Event> List<E> of(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    String all() {
        return events.toString();
    }
}
