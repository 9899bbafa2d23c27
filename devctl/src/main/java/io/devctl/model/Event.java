package io.devctl.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened and that a user who is watching wants to know. */
public sealed interface Event {

    /** Whether something begins, or goes on, that may take so long that a watcher wants to see how far it is. */
    default boolean takesLong() {
        return false;
    }

    /**
     * Something that may take long begins, has come further, or has ended. Its first is {@link Stage#GOING}, its last is not.
     *
     * @param name what it is about: {@code postgres}, {@code dev}, a service
     * @param what it does, in words that stay the same until it has ended: {@code fetching Postgres 15.19}
     * @param detail what there is to say of it now; empty for nothing
     */
    record Progress(String name, String what, String detail, Amount amount, Stage stage) implements Event {
        /** The name of waiting until services are where they are to be. */
        public static final String SERVICES = "services";

        @Override
        public boolean takesLong() {
            return true;
        }
    }

    /** How something stands that takes long. */
    enum Stage {
        /** It is under way. */
        GOING,
        /** It has come to its end. */
        DONE,
        /** It has failed or was given up; whoever did it says why. */
        BROKEN
    }

    /** Postgres is being unpacked, initialised, started or stopped: {@code starting embedded 18.6}. */
    record PostgresProgress(String what) implements Event {}

    /**
     * Postgres accepts connections.
     *
     * @param started false when it was running already
     */
    record PostgresReady(PostgresStatus status, boolean started, Duration took) implements Event {}

    /** All targets of these services have been checked against their files. */
    record MigrationsChecked(List<TargetStatus> targets, Duration took) implements Event {
        @Override
        public boolean takesLong() {
            for (TargetStatus status : targets) {
                if (status.state() != TargetState.CURRENT) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * A migration was applied to a target and committed.
     *
     * @param done targets of the same service that have finished with this file
     * @param total targets of the same service that lacked it when the run began
     */
    record MigrationApplied(Target target, String file, Duration took, int done, int total) implements Event {}

    /** A worker begins with a file on a target. */
    record MigrationStarted(Target target, String file) implements Event {}

    /**
     * A file that broke outside a transaction in an earlier run is gone on with.
     *
     * @param from where, in words: {@code statement 4 of 5, line 7; the first 3 are done}
     */
    record MigrationResumed(Target target, String file, String from) implements Event {}

    /**
     * What failed for a reason that passes is tried again after a pause.
     *
     * @param file null when it was no file's
     * @param reason what failed, in Postgres's or the driver's words
     * @param attempt the one that comes next, from 2
     * @param attempts how many there are in all
     */
    record Retrying(Target target, @Nullable String file, String reason, int attempt, int attempts, Duration pause)
            implements Event {}

    /**
     * A statement has been waiting for somebody else's lock for a while.
     *
     * @param by who holds it: application, host, process, since when, and the last statement
     */
    record Blocked(Target target, String by) implements Event {}

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
