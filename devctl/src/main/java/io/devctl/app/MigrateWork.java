package io.devctl.app;

import io.devctl.migrate.MigrateOptions;
import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.Repair;
import io.devctl.migrate.Rollback;
import io.devctl.migrate.Stamp;
import io.devctl.migrate.ToolCommands;
import io.devctl.migrate.Verify;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetStatus;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands around {@code dev migrate} that look at, or change, what is recorded of some targets. */
public final class MigrateWork {
    private final Environment environment;
    private final Migrations migrations;
    private final List<MigrationTarget> targets;
    /** Whether services were named. */
    private final boolean named;

    private MigrateWork(Environment environment, Migrations migrations, List<MigrationTarget> targets, boolean named) {
        this.environment = environment;
        this.migrations = migrations;
        this.targets = targets;
        this.named = named;
    }

    /**
     * Starts Postgres where it does not run, and finds the targets.
     *
     * @param services empty for all
     * @param tenants empty for all, and for services without tenants
     * @throws DevctlException USAGE for a service or a tenant that there is not
     */
    public static MigrateWork on(
            Environment environment, List<String> services, List<String> tenants, EventSink events) {
        var wanted = Migrate.wanted(environment, services, tenants);
        Migrations migrations = Migrations.started(environment, events);
        List<MigrationTarget> targets = migrations.chosen(wanted);
        if (targets.isEmpty() && !tenants.isEmpty()) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "no such tenant: '" + String.join("', '", tenants) + "'",
                    "dev tenants list names them");
        }
        return new MigrateWork(environment, migrations, targets, !services.isEmpty());
    }

    /** {@code dev migrate verify}: each target, drifted also where something of {@code verify:} does not hold. */
    public List<TargetStatus> verify() {
        return new Verify(migrations.migrator()).run(targets);
    }

    /** What {@code dev migrate stamp} would record. */
    public List<TargetIntent> stampPlan(@Nullable String to) {
        ToolCommands.refuse(targets, "stamp");
        return new Stamp(migrations.migrator(), targets, to).plan();
    }

    /** Records it. */
    public List<TargetResult> stamp(@Nullable String to, EventSink events) {
        return new Stamp(migrations.migrator(), targets, to).run(MigrateOptions.defaults(), events);
    }

    /**
     * What {@code dev migrate down} would undo.
     *
     * @throws DevctlException USAGE when nobody has said of which of several services
     */
    public List<TargetIntent> downPlan(int count, @Nullable String to) {
        ToolCommands.refuse(targets, "down");
        requireService((count > 1 ? " -n " + count : "") + (to == null ? "" : " --to " + to));
        return new Rollback(migrations.migrator(), targets, count, to).plan();
    }

    /** What is rolled back is named: nobody wants the newest migration of everything undone by three words. */
    private void requireService(String options) {
        List<String> services = targets.stream()
                .map(target -> target.target().service())
                .distinct()
                .toList();
        if (!named && services.size() > 1) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "of which service? '" + String.join("', '", services) + "' have migrations",
                    "dev migrate down --service " + services.get(0) + options);
        }
    }

    /** Undoes it. */
    public List<TargetResult> down(int count, @Nullable String to, EventSink events) {
        return new Rollback(migrations.migrator(), targets, count, to).run(MigrateOptions.defaults(), events);
    }

    /** What {@code dev migrate repair} can repair. */
    public List<Repair.Finding> drift() {
        ToolCommands.refuse(targets, "repair");
        boolean sql = targets.isEmpty()
                || targets.stream().anyMatch(target -> target.set().alembic() == null);
        if (!sql) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "dev migrate repair is for SQL files: an edited revision is the same to Alembic",
                    "dev migrate stamp --to REVISION says where a database is whose revision is lost");
        }
        return new Repair(migrations.migrator(), targets).look();
    }

    /** Takes edited files as they are now. */
    public List<TargetResult> accept(EventSink events) {
        return new Repair(migrations.migrator(), targets).accept(MigrateOptions.defaults(), events);
    }

    /** Writes files as they were applied; gives their paths below services.yaml's folder. */
    public List<Path> restore(List<Repair.Finding> findings) {
        Path root = environment.config().root();
        return Repair.restore(findings).stream()
                .map(path -> path.startsWith(root) ? root.relativize(path) : path)
                .toList();
    }

    /** Ends what runs soon; what was not committed is rolled back. */
    public void cancel() {
        migrations.cancel();
    }
}
