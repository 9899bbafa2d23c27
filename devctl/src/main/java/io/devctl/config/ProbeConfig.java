package io.devctl.config;

import java.time.Duration;

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
     * GET answers with a status from 200 to 399.
     *
     * @param address a path on the service's own port ({@code /health}), or a whole URL
     */
    public record Http(Template address) implements Check {}

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
