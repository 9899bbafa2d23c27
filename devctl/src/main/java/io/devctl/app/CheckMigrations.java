package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.config.MigrationConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.TenantSource;
import io.devctl.migrate.alembic.AlembicProject;
import io.devctl.migrate.check.CheckedHistory;
import io.devctl.migrate.check.CheckedSet;
import io.devctl.migrate.check.GitBase;
import io.devctl.migrate.check.StaticCheck;
import io.devctl.migrate.check.TenantSchemas;
import io.devctl.model.CheckReport;
import io.devctl.model.ExitCode;
import io.devctl.model.Finding;
import io.devctl.model.Finding.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code dev migrate check}: what is wrong with the migration files, found without a database. */
public final class CheckMigrations {
    private CheckMigrations() {}

    /**
     * Looks at the files of these services; of all where none is named. Starts nothing.
     *
     * @param base a git revision to compare with, or null
     */
    public static CheckReport run(Environment environment, List<String> services, @Nullable String base) {
        DevctlConfig config = environment.config();
        Set<String> chosen = Selection.named(config, services);
        List<CheckedSet> sets = new ArrayList<>();
        List<CheckedHistory> histories = new ArrayList<>();
        List<String> schemas = new ArrayList<>();
        for (ServiceConfig service : config.services().values()) {
            for (MigrationConfig set : service.migrations()) {
                schemas.add(set.schema());
                boolean wanted = services.isEmpty() || chosen.contains(service.name());
                if (wanted && set.engine().equals("sql")) {
                    sets.add(checked(config, service, set));
                }
                if (wanted && set.engine().equals("alembic")) {
                    histories.add(history(config, service, set));
                }
            }
        }
        GitBase revision = base == null ? null : GitBase.of(config.root(), base);
        return new StaticCheck(new TenantSchemas(schemas, tenants(config)), revision).run(sets, histories);
    }

    private static CheckedSet checked(DevctlConfig config, ServiceConfig service, MigrationConfig set) {
        return new CheckedSet(
                service.name(),
                set.paths(),
                Targets.format(set.format()),
                config.root(),
                set.perTenant(),
                set.idempotent());
    }

    private static CheckedHistory history(DevctlConfig config, ServiceConfig service, MigrationConfig set) {
        return new CheckedHistory(
                service.name(),
                service.dir(),
                Path.of(set.alembic().config()),
                config.root(),
                !set.alembic().upgrade().equals(AlembicProject.HEAD));
    }

    private static @Nullable List<String> tenants(DevctlConfig config) {
        return config.tenants() instanceof TenantSource.Listed listed ? listed.names() : null;
    }

    /** The same report with files as they are called from the root of the git repository; unchanged outside of one. */
    public static CheckReport relativeToRepository(Environment environment, CheckReport report) {
        Path root = environment.config().root();
        Path top = root;
        // .git is a file in a worktree and in a submodule
        while (top != null && !Files.exists(top.resolve(".git"))) {
            top = top.getParent();
        }
        if (top == null) {
            return report;
        }
        List<Finding> findings = new ArrayList<>();
        for (Finding finding : report.findings()) {
            Path file = root.resolve(finding.file());
            findings.add(file.startsWith(top) ? finding.in(top.relativize(file).toString()) : finding);
        }
        return new CheckReport(findings, report.files(), report.older());
    }

    /** How a command that ran this ends. */
    public static ExitCode exitCode(CheckReport report, boolean strict) {
        boolean bad = report.count(Severity.ERROR) > 0 || (strict && report.count(Severity.WARNING) > 0);
        return bad ? ExitCode.FAILED : ExitCode.OK;
    }
}
