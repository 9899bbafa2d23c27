package io.devctl.migrate.engine;

import java.util.function.BooleanSupplier;

/** A engine that works on one target after another, perhaps in one process. For use by one thread at a time. */
public interface EngineSession extends AutoCloseable {
    /**
     * Has it done to a target whose schema and ledger are there.
     *
     * @param alone in a process that had no other target before
     */
    Said run(Order order, String schema, boolean alone, BooleanSupplier cancelled) throws InterruptedException;

    /** Ends its processes. */
    @Override
    void close();
}
