package io.devctl.postgres;

import io.devctl.model.Activity;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells how much of a stream has been read. */
final class CountedStream extends FilterInputStream {
    private final Activity activity;

    CountedStream(InputStream stream, Activity activity) {
        super(stream);
        this.activity = activity;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        activity.more(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        activity.more(Math.max(0, read));
        return read;
    }
}
