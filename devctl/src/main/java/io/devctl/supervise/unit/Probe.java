package io.devctl.supervise.unit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to find out whether a unit is ready, or still alive.
 *
 * @param interval between two checks once it is ready; before that, checks are much closer together
 * @param timeout of one check
 * @param failureThreshold how many checks in a row must fail until a ready unit counts as unready
 * @param deadline how long after its start it may take to become ready
 */
public record Probe(Check check, Duration interval, Duration timeout, int failureThreshold, Duration deadline) {
    public Probe {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(deadline, "deadline");
    }

    /** A probe every 5 s with 2 s for each check, 3 failures until unready and a minute to become ready. */
    public static Probe of(Check check) {
        return new Probe(check, Duration.ofSeconds(5), Duration.ofSeconds(2), 3, Duration.ofSeconds(60));
    }

    /** One check. */
    public sealed interface Check {
        /**
         * A GET that is answered.
         *
         * @param url the whole address
         * @param status the expected status, null for any from 200 to 399
         * @param body a regular expression that must be found in the answer, null for any
         * @param headers of the answer, by name, with a regular expression that must be found in each
         */
        record Http(
                String url,
                @Nullable Integer status,
                @Nullable String body,
                Map<String, String> headers) implements Check {
            public Http {
                // one that an earlier devctl has written down has none
                headers = headers == null ? Map.of() : Map.copyOf(headers);
            }

            /** With any headers. */
            public Http(String url, @Nullable Integer status, @Nullable String body) {
                this(url, status, body, Map.of());
            }
        }

        /** A port that accepts connections. */
        record Tcp(HostPort address) implements Check {}

        /** A line of the unit's output in which this regular expression is found. */
        record Log(String regex) implements Check {}

        /** A command, run in the unit's folder and environment, that exits with 0. */
        record Exec(List<String> argv) implements Check {
            public Exec {
                argv = List.copyOf(argv);
            }
        }

        /** A query against the environment's database that returns true. */
        record Sql(String query) implements Check {}
    }
}
