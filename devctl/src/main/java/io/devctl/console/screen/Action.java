package io.devctl.console.screen;

/** What a user has asked for by a key. */
public sealed interface Action {
    /** Start a service. */
    record Start(String service) implements Action {}

    /** Stop a service. */
    record Stop(String service) implements Action {}

    /** Stop a service and start it again. */
    record Restart(String service) implements Action {}

    /** Apply what is pending for a service. */
    record Migrate(String service) implements Action {}

    /** Close the screen and leave everything running. */
    record Leave() implements Action {}

    /** Close the screen and stop everything. */
    record StopAll() implements Action {}
}
