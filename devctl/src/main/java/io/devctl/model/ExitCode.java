package io.devctl.model;

/** How a command ends. The numbers follow sysexits.h, so that a Job or a pipeline can tell the cases apart. */
public enum ExitCode {
    /** Done. */
    OK(0),
    /** The work ran and failed: a migration, a service, a leftover process, not ready in time. */
    FAILED(1),
    /** The command line is wrong, or a destructive command was not confirmed. */
    USAGE(64),
    /** A migration file cannot be read or understood. */
    BAD_MIGRATION(65),
    /** Something needed is not available: Postgres, Docker, a port, a download. */
    UNAVAILABLE(69),
    /** A bug in devctl. */
    BUG(70),
    /** Another devctl holds the lock for too long. */
    LOCKED(75),
    /** No services.yaml, or a bad one. */
    CONFIG(78),
    /** Ctrl-C. */
    INTERRUPTED(130),
    /** SIGTERM. */
    TERMINATED(143);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The process's exit status, 0 to 255. */
    public int number() {
        return number;
    }
}
