package io.devctl.config;

/** The port that a service listens on. */
public sealed interface PortConfig {

    /** Always this one, 1 to 65535. */
    record Fixed(int number) implements PortConfig {}

    /** One that devctl leases for this checkout. */
    record Auto() implements PortConfig {}
}
