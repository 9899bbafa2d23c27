package io.devctl.model;

import java.time.Instant;
import java.util.Objects;

/**
 * One line of a service's log.
 *
 * @param text the line without its end; escape codes as the service wrote them
 */
public record LogLine(Instant time, String service, Stream stream, String text) {
    public LogLine {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(text, "text");
    }

    /** Who wrote a line. */
    public enum Stream {
        /** The service, to standard output. */
        OUT,
        /** The service, to standard error. */
        ERR,
        /** devctl, about the service: started, exited. */
        NOTE
    }
}
