package io.devctl.supervise.logs;

import io.devctl.model.LogLine;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the logs of an environment, of this and earlier runs. Needs no supervisor. */
@SuppressWarnings("DoNotCallSuggester")
public final class Logs {
    private final Path stateDirectory;

    /** The logs below {@code .devctl}. */
    public Logs(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    /** Hands the wanted lines to the consumer, merged by time, oldest first. */
    public void read(LogQuery query, Consumer<LogLine> lines) {
        throw new UnsupportedOperationException(stateDirectory + " " + query + lines);
    }

    /**
     * As {@link #read}, and then every further line as it is written, also of services whose log begins later. Returns
     * when its thread is interrupted, or at {@code until}.
     */
    public void follow(LogQuery query, Consumer<LogLine> lines) {
        throw new UnsupportedOperationException(stateDirectory + " " + query + lines);
    }
}
