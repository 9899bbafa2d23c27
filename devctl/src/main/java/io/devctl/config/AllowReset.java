package io.devctl.config;

/** Which external server {@code dev reset} may wipe. */
public sealed interface AllowReset {

    /** None: {@code allow_reset} is not given, or false. */
    record Never() implements AllowReset {}

    /** A server on this machine: {@code allow_reset: true}. */
    record Loopback() implements AllowReset {}

    /** The server of this name and no other. */
    record Host(String name) implements AllowReset {}
}
