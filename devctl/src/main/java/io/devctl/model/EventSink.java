package io.devctl.model;

/** Where events go. Called from any thread; must not block for long and must not throw. */
@FunctionalInterface
public interface EventSink {
    /** Takes one event. */
    void emit(Event event);

    /** A sink for callers that do not watch. */
    static EventSink none() {
        return event -> {};
    }
}
