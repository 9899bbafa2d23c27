package io.devctl.postgres.provider;

import io.devctl.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the contract's servers come from; one per test. */
public interface Source extends AutoCloseable {
    /** Makes ready what the provider needs and devctl does not make. */
    void prepare(Path directory);

    /** The server of a state directory; may be called again and again. */
    default PostgresServer server(Path state) {
        return server(state, List.of(), Map.of());
    }

    PostgresServer server(Path state, List<String> extensions, Map<String, String> settings);

    /** Whether devctl runs the server: it then stops, and takes settings. */
    boolean ours();

    /** Kills the server the hard way, and, where somebody else runs it, starts it again a moment later. */
    void kill(Path state);

    /** What of this state directory's server is there: processes, containers; one line each. */
    List<String> present(Path state);

    @Override
    void close();
}
