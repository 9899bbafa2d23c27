package io.devctl.migrate;

import io.devctl.migrate.tool.Order;
import io.devctl.migrate.tool.Said;
import io.devctl.migrate.tool.Tool;
import io.devctl.migrate.tool.ToolSession;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;

/** The sessions of the tools that a run needs: as many of each as work at one time, kept for the next target. */
final class ToolPool implements AutoCloseable {
    private final ConcurrentMap<Tool, Queue<ToolSession>> idle = new ConcurrentHashMap<>();

    /** Has an order carried out by a session that has nothing else to do. */
    Said run(Tool tool, Order order, String schema, boolean alone, BooleanSupplier cancelled)
            throws InterruptedException {
        Queue<ToolSession> free = idle.computeIfAbsent(tool, key -> new ConcurrentLinkedQueue<>());
        ToolSession known = free.poll();
        ToolSession session = known == null ? tool.open() : known;
        try {
            return session.run(order, schema, alone, cancelled);
        } finally {
            free.add(session);
        }
    }

    @Override
    public void close() {
        idle.values().forEach(sessions -> sessions.forEach(ToolSession::close));
        idle.clear();
    }
}
