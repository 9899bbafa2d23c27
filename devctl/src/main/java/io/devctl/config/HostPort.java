package io.devctl.config;

import org.jspecify.annotations.Nullable;

/**
 * A TCP address.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    private static final int HIGHEST_PORT = 65_535;

    /** The address that {@link #toString} writes; null for any other text. */
    public static @Nullable HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        Integer port = colon < 1 ? null : Kinds.whole(text.substring(colon + 1));
        if (port == null || port < 1 || port > HIGHEST_PORT) {
            return null;
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        String name = bracketed ? host.substring(1, host.length() - 1) : host;
        boolean legal = name.indexOf('/') < 0 && name.indexOf(' ') < 0 && (bracketed || name.indexOf(':') < 0);
        return legal ? new HostPort(name, port) : null;
    }

    /** {@code localhost:6379}, {@code [::1]:6379}. */
    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
