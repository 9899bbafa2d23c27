package io.devctl.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code dev migrate check} found.
 *
 * @param findings by service, file and place
 * @param files how many migrations were looked at for unsafe operations
 * @param older how many were not, because the base has them too
 */
public record CheckReport(List<Finding> findings, int files, int older) {
    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** This report with more findings behind its own. */
    public CheckReport and(List<Finding> more) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(more);
        return new CheckReport(all, files, older);
    }

    /** How many findings are of this severity. */
    public int count(Finding.Severity severity) {
        return (int) findings.stream().filter(f -> f.severity() == severity).count();
    }
}
