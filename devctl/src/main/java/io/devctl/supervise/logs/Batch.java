package io.devctl.supervise.logs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are gathered before they are written at once; the room is used again. Confined to one thread at a time. */
final class Batch {
    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void add(byte[] more, int from, int length) {
        int end = size + length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        System.arraycopy(more, from, bytes, size, length);
        size = end;
    }

    /** As text; it is UTF-8. */
    String text() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }
}
