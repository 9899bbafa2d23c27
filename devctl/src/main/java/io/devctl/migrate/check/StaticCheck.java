package io.devctl.migrate.check;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.Token;
import io.devctl.model.CheckReport;
import io.devctl.model.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code dev migrate check} without a database: reads the files of all sets and says everything that is to be said. */
public final class StaticCheck {
    private final TenantSchemas tenants;
    private final @Nullable GitBase base;

    /**
     * A check.
     *
     * @param tenants the schemas that belong to one tenant each
     * @param base what the files are compared with; null to compare with nothing
     */
    public StaticCheck(TenantSchemas tenants, @Nullable GitBase base) {
        this.tenants = tenants;
        this.base = base;
    }

    /** Whether a comment in a migration allows a rule that is about it as a whole. Reads the file. */
    public static boolean isAllowed(MigrationFile file, Rule rule) {
        Script script = file.up();
        return rule.allowable() && Allowances.in(script, Token.in(script)).allowFile(rule);
    }

    /** What is found, in the order of the sets. */
    public CheckReport run(List<CheckedSet> sets) {
        return run(sets, List.of());
    }

    /** The same for histories of Alembic's, which come behind the sets. */
    public CheckReport run(List<CheckedSet> sets, List<CheckedHistory> histories) {
        List<Finding> findings = new ArrayList<>();
        int files = 0;
        int older = 0;
        for (CheckedSet set : sets) {
            SetCheck check = new SetCheck(set, tenants, base);
            findings.addAll(check.run());
            files += check.files();
            older += check.older();
        }
        for (CheckedHistory history : histories) {
            HistoryCheck check = new HistoryCheck(history, base);
            findings.addAll(check.run());
            files += check.files();
            older += check.older();
        }
        return new CheckReport(findings, files, older);
    }
}
