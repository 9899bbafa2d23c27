package io.devctl.docker;

import com.google.gson.JsonObject;
import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import org.jspecify.annotations.Nullable;

/** How far the pull of an image is, as one process says it and another tells it. */
final class Pull implements AutoCloseable {
    private final EventSink events;
    private @Nullable Activity activity;

    Pull(EventSink events) {
        this.events = events;
    }

    /** A line of the process that pulls. */
    static JsonObject line(String what, Amount amount) {
        JsonObject line = new JsonObject();
        line.addProperty("progress", what);
        line.addProperty("done", amount.done());
        line.addProperty("total", amount.total());
        return line;
    }

    /** Takes one; the first is the beginning. */
    void take(JsonObject line) {
        Activity known = activity;
        if (known == null) {
            String what = line.get("progress").getAsString();
            events.emit(new Event.PostgresProgress(what));
            known = Activity.begin(events, "postgres", what, Amount.bytes(0, 0));
            activity = known;
        }
        known.reached(
                Amount.bytes(line.get("done").getAsLong(), line.get("total").getAsLong()));
    }

    /** Whatever was pulled is there. */
    void done() {
        Activity known = activity;
        if (known != null) {
            known.done();
        }
    }

    @Override
    public void close() {
        Activity known = activity;
        if (known != null) {
            known.close();
        }
    }
}
