package io.devctl.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How devctl finds out how a service is.
 *
 * @param interval the longest pause between two tries
 * @param timeout how long one try may take
 * @param failureThreshold so many failures in a row make a service that was well unready, at least 1
 * @param deadline how long a service that starts may take to be well for the first time
 */
public record ProbeConfig(Check check, Duration interval, Duration timeout, int failureThreshold, Duration deadline) {

    /** What is tried. */
    public sealed interface Check {}

    /**
     * GET answers well.
     *
     * @param address a path on the service's own port ({@code /health}), or a whole URL
     * @param status the only good one; null for any from 200 to 399
     * @param body a regular expression that must be found in the answer; null for any
     * @param headers by name, with a regular expression that must be found in each
     */
    public record Http(
            Template address,
            @Nullable Integer status,
            @Nullable String body,
            Map<String, String> headers) implements Check {
        public Http {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }
    }

    /**
     * A connection is accepted.
     *
     * @param address a port on this machine ({@code 8001}), or {@code HOST:PORT}
     */
    public record Tcp(Template address) implements Check {}

    /** The service has written a line in which this regular expression is found. */
    public record Log(String regex) implements Check {}

    /** A command, run in the service's folder with its environment, ends with 0. */
    public record Exec(CommandConfig command) implements Check {}

    /** The first column of a query's only row is true. */
    public record Sql(String query) implements Check {}
}
