package io.devctl.migrate;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.engine.EngineSession;
import io.devctl.migrate.engine.Order;
import io.devctl.migrate.engine.Said;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;

/** The sessions of the engines that a run needs: as many of each as work at one time, kept for the next target. */
final class EnginePool implements AutoCloseable {
    private final ConcurrentMap<Engine, Queue<EngineSession>> idle = new ConcurrentHashMap<>();

    /** Has an order carried out by a session that has nothing else to do. */
    Said run(Engine engine, Order order, String schema, boolean alone, BooleanSupplier cancelled)
            throws InterruptedException {
        Queue<EngineSession> free = idle.computeIfAbsent(engine, key -> new ConcurrentLinkedQueue<>());
        EngineSession known = free.poll();
        EngineSession session = known == null ? engine.open() : known;
        try {
            return session.run(order, schema, alone, cancelled);
        } finally {
            free.add(session);
        }
    }

    @Override
    public void close() {
        idle.values().forEach(sessions -> sessions.forEach(EngineSession::close));
        idle.clear();
    }
}
