package io.devctl.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened and that a user who is watching wants to know. */
public sealed interface Event {

    /** Postgres is being unpacked, initialised, started or stopped: {@code starting embedded 18.6}. */
    record PostgresProgress(String what) implements Event {}

    /**
     * Postgres accepts connections.
     *
     * @param started false when it was running already
     */
    record PostgresReady(PostgresStatus status, boolean started, Duration took) implements Event {}

    /** All targets of these services have been checked against their files. */
    record MigrationsChecked(List<TargetStatus> targets, Duration took) implements Event {}

    /**
     * A migration was applied to a target and committed.
     *
     * @param done targets of the same service that have finished with this file
     * @param total targets of the same service that lacked it when the run began
     */
    record MigrationApplied(Target target, String file, Duration took, int done, int total) implements Event {}

    /** A target is finished. */
    record TargetFinished(TargetResult result) implements Event {}

    /** All targets of a service are finished. */
    record ServiceMigrated(String service, List<TargetResult> results, Duration took) implements Event {}

    /**
     * Another devctl migrates a target, and this one waits for it.
     *
     * @param holder who holds the lock, in words: application, host, process id and since when
     */
    record WaitingForLock(Target target, String holder) implements Event {}

    /** A service has another state, or another reason for it. */
    record ServiceChanged(ServiceStatus status, @Nullable Duration took) implements Event {}

    /** A service wrote a line. */
    record Logged(LogLine line) implements Event {}

    /** Something is being stopped and is not gone yet: {@code waiting for auth_api (pid 42), 3.1 s of 10 s}. */
    record Stopping(String what) implements Event {}

    /** Something the user should know and that stops nothing. */
    record Warning(String message, @Nullable String hint) implements Event {}
}
