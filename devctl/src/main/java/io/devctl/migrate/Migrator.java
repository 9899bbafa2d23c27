package io.devctl.migrate;

import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.StatusReport;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Checks and migrates the targets of one database. Safe for use by several threads and by several processes at once. */
public final class Migrator {
    /** Reason of a target that was not tried, or stopped, because a file failed on the service's first tenant. */
    public static final String FIRST_TENANT_FAILED = "first-tenant-failed";
    /** Reason of a target that failed because another devctl held its lock for too long. */
    public static final String LOCKED = "locked";
    /** Reason of a target that was left before its end because the run was cancelled. */
    public static final String CANCELLED = "cancelled";

    private final DataSource database;
    private final @Nullable Path cacheFile;

    /** A migrator that reads every migration file each time. */
    public Migrator(DataSource database) {
        this(database, null);
    }

    /**
     * A migrator that remembers what it read.
     *
     * @param cacheFile where checksums of unchanged files are kept; may be lost at any time; null to keep none
     */
    public Migrator(DataSource database, @Nullable Path cacheFile) {
        this.database = Objects.requireNonNull(database, "database");
        this.cacheFile = cacheFile;
    }

    /** The state of each target, in the order given. Takes no lock, writes nothing to the database. */
    public List<TargetStatus> check(List<MigrationTarget> targets) {
        return targets.stream()
                .map(t -> TargetStatus.unknown(t.target(), "not checked: " + database + cacheFile))
                .toList();
    }

    /** Applies what is pending. A failing migration is in the report; it is not thrown. */
    public MigrateReport migrate(List<MigrationTarget> targets, MigrateOptions options, EventSink events) {
        return new MigrateReport(List.of(), Duration.ZERO, Duration.ZERO);
    }

    /** Schemas that devctl migrated and that no target names any more. */
    public List<StatusReport.Orphan> orphans(List<MigrationTarget> targets) {
        return List.of();
    }

    /** Ends a running {@link #migrate}: running statements are cancelled and rolled back, and it returns soon. */
    public void cancel() {}

    /** How a command that ran this ends: LOCKED when locks were all that failed. */
    public static ExitCode exitCode(MigrateReport report) {
        boolean failed = false;
        boolean other = false;
        for (TargetResult result : report.targets()) {
            boolean locked = LOCKED.equals(result.reason());
            failed |= result.outcome() == TargetResult.Outcome.FAILED;
            other |= result.outcome() == TargetResult.Outcome.FAILED && !locked;
        }
        return other ? ExitCode.FAILED : failed ? ExitCode.LOCKED : ExitCode.OK;
    }
}
