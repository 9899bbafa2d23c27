package io.devctl.supervise.unit;

import java.util.Objects;

/** A TCP address, {@code localhost:6379}. */
public record HostPort(String host, int port) {
    public HostPort {
        Objects.requireNonNull(host, "host");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("no port: " + port);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
