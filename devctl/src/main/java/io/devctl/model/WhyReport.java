package io.devctl.model;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a service from being ready.
 *
 * @param ready whether nothing does
 * @param chain the service itself, what it waits for, what that waits for, down to the cause
 * @param lastWords what the cause has written last, oldest first; empty when it writes nothing
 * @param hint what to do next; null when there is nothing to do
 */
public record WhyReport(
        String service,
        boolean ready,
        List<Link> chain,
        List<LogLine> lastWords,
        @Nullable String hint) {
    public WhyReport {
        Objects.requireNonNull(service, "service");
        chain = List.copyOf(chain);
        lastWords = List.copyOf(lastWords);
    }

    /**
     * One of the chain.
     *
     * @param name a service, {@code postgres} or {@code X.migrations}
     * @param state in one word, as status has it
     * @param good whether it is what others wait for
     * @param reason in words; null when there is nothing to explain
     */
    public record Link(
            String name,
            String state,
            boolean good,
            @Nullable String reason) {}
}
