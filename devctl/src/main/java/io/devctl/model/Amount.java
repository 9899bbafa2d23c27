package io.devctl.model;

import java.time.Duration;

/**
 * How much of something is done.
 *
 * @param total 0 when nobody knows how much there is
 * @param noun what is counted, in the singular; {@link #BYTES}, {@link #MILLIS}, or empty when nothing can be counted
 */
public record Amount(long done, long total, String noun) {
    /** The noun of data. */
    public static final String BYTES = "byte";

    /** The noun of time: {@code total} is how long it may take at most, and what is done is the time that has passed. */
    public static final String MILLIS = "ms";

    /** Nothing can be counted. */
    public static final Amount NONE = new Amount(0, 0, "");

    /** So much data of so much. */
    public static Amount bytes(long done, long total) {
        return new Amount(done, total, BYTES);
    }

    /** It takes this long at most. */
    public static Amount within(Duration limit) {
        return new Amount(0, limit.toMillis(), MILLIS);
    }
}
