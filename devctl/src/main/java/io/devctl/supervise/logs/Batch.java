package io.devctl.supervise.logs;

import java.io.IOException;
import java.io.OutputStream;
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

    /** Adds a line: this prefix, these bytes, an end. */
    void addLine(byte[] prefix, byte[] text, int from, int length) {
        int end = size + prefix.length + length + 1;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        System.arraycopy(prefix, 0, bytes, size, prefix.length);
        System.arraycopy(text, from, bytes, size + prefix.length, length);
        bytes[end - 1] = '\n';
        size = end;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }
}
