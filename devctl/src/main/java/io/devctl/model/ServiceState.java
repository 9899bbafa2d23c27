package io.devctl.model;

/** Where a service is in its life. */
public enum ServiceState {
    /** Wanted, but something that it depends on is not there yet. */
    PENDING,
    /** Its process has been asked for. */
    STARTING,
    /** Its process runs; it is not ready yet. */
    RUNNING,
    /** Its process runs and its probe succeeds. */
    READY,
    /** It was ready and its probe fails now. */
    UNREADY,
    /** It ended and will be started again. */
    RESTARTING,
    /** It was asked to stop and something of it is left. */
    STOPPING,
    /** It does not run, because nobody wants it to. */
    STOPPED,
    /** A task that ran to its end with success, or was skipped because nothing changed since. */
    COMPLETED,
    /** It ended by itself or never became ready, and will not be started again by itself. */
    FAILED
}
