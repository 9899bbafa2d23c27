package io.devctl.supervise.control;

import com.google.gson.JsonElement;
import io.devctl.model.Event;
import io.devctl.supervise.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One client of the control socket. Messages may be sent from any thread; they leave from the server's. */
public final class Connection {
    /** A request with hundreds of units is far below; what is longer is no request. */
    private static final int LONGEST_LINE = 16_000_000;

    /** A client that lets so much wait for it does not read at all. */
    private static final long MOST_WAITING = 8_000_000;

    private static final int CHUNK = 16_384;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Queue<ByteBuffer> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private volatile boolean ended;

    Connection(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    /** Answers a request. */
    public void answer(long id, @Nullable Object result) {
        JsonElement json = result == null ? null : Json.GSON.toJsonTree(result);
        send(new Message(id, null, json, null));
    }

    /** Refuses a request. */
    public void fail(long id, String error) {
        send(new Message(id, error, null, null));
    }

    /** Tells of an event. */
    public void tell(Event event) {
        send(new Message(0, null, null, event));
    }

    private void send(Message message) {
        byte[] bytes = (Json.GSON.toJson(message, Message.class) + "\n").getBytes(StandardCharsets.UTF_8);
        if (waitingBytes.addAndGet(bytes.length) > MOST_WAITING) {
            ended = true;
        } else {
            waiting.add(ByteBuffer.wrap(bytes));
        }
        key.selector().wakeup();
    }

    /** Whether everything that was sent has left. */
    public boolean flushed() {
        return waiting.isEmpty() || ended;
    }

    boolean ended() {
        return ended;
    }

    /** Whole lines that have come in; called when there is something to read. */
    List<String> read() {
        List<String> lines = new ArrayList<>();
        byte[] bytes = new byte[CHUNK];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            int n = channel.read(buffer);
            while (n > 0 && !ended) {
                take(bytes, n, lines);
                buffer.clear();
                n = channel.read(buffer);
            }
            ended |= n < 0;
        } catch (IOException gone) {
            ended = true;
        }
        return lines;
    }

    private void take(byte[] bytes, int length, List<String> lines) {
        int from = 0;
        for (int at = 0; at < length; at++) {
            if (bytes[at] == '\n') {
                line.write(bytes, from, at - from);
                lines.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
                from = at + 1;
            }
        }
        line.write(bytes, from, length - from);
        ended |= line.size() > LONGEST_LINE;
    }

    /** Sends as much as the client takes now. */
    void flush() {
        try {
            ByteBuffer next = waiting.peek();
            while (next != null) {
                waitingBytes.addAndGet(-channel.write(next));
                if (next.hasRemaining()) {
                    break;
                }
                waiting.remove();
                next = waiting.peek();
            }
            key.interestOps(next == null ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        } catch (IOException | CancelledKeyException gone) {
            ended = true;
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // it is gone either way
        }
    }
}
