package io.devctl.docker;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A container to be made.
 *
 * @param superuser of a new database server, which Testcontainers' PostgreSQLContainer makes; null for any other container
 * @param port null when none is published
 * @param env its variables
 * @param variables names of more of them, whose values are in the environment of the process that makes it
 * @param mount null for none
 * @param command instead of the image's own arguments; empty for those. Visible to others, so nothing secret
 * @param stopSignal null for the image's own
 */
public record ContainerSpec(
        String name,
        String image,
        Map<String, String> labels,
        @Nullable Superuser superuser,
        @Nullable Port port,
        Map<String, String> env,
        List<String> variables,
        @Nullable Mount mount,
        List<String> command,
        @Nullable String stopSignal) {
    public ContainerSpec {
        // in an order of their own: the same specification is the same command line in every process
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        env = Collections.unmodifiableMap(new TreeMap<>(env));
        variables = List.copyOf(variables);
        command = List.copyOf(command);
    }

    /** Who owns a new database server. */
    public record Superuser(String name, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Superuser[" + name + "]";
        }
    }

    /**
     * A published port.
     *
     * @param outside on the loopback interface
     * @param inside in the container; null: the only one that its image exposes, or the same number
     */
    public record Port(int outside, @Nullable Integer inside) {}

    /** A named volume and the folder in the container where it is. */
    public record Mount(String volume, String folder) {}

    /** Without what may be secret. */
    @Override
    public String toString() {
        return "ContainerSpec[" + name + ", " + image + "]";
    }
}
