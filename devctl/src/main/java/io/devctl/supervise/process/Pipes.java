package io.devctl.supervise.process;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;

/** The two pipes between the supervisor and all helpers. While this is open, the helpers know of a supervisor. */
public final class Pipes implements AutoCloseable {
    private final Fifo events;
    private final RandomAccessFile life;

    private Pipes(Fifo events, RandomAccessFile life) {
        this.events = events;
        this.life = life;
    }

    /** Makes the pipes where they are missing and opens them, events first: what a helper tells from then on is heard. */
    public static Pipes open(RunDirectory run) {
        try {
            // the bell is not of the helpers, but made by the same process
            Fifo.make(List.of(run.events(), run.life(), run.bell()));
            Fifo events = Fifo.open(run.events());
            return new Pipes(events, new RandomAccessFile(run.life().toFile(), "rw"));
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot make pipes: '" + run.root() + "': " + e.getMessage(), null, e);
        }
    }

    /**
     * One line that a helper has written; waits for it.
     *
     * @throws IOException when this is being closed
     */
    public String next() throws IOException {
        return events.next();
    }

    /**
     * Ends {@link #next}, for whoever waits in it has to be gone before another supervisor listens: a unit of which nobody has
     * heard that it started is never ready.
     */
    @Override
    public void close() {
        events.close();
        try {
            life.close();
        } catch (IOException ignored) {
            // it is closed with the process at the latest
        }
    }
}
