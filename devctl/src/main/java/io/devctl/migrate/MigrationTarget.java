package io.devctl.migrate;

import io.devctl.model.Target;
import java.util.Objects;

/** A target and the migrations that it should have. */
public record MigrationTarget(Target target, MigrationSet set) {
    public MigrationTarget {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(set, "set");
    }

    /** The schema that its ledger is in. */
    String ledgerSchema() {
        String schema = set.ledger().schema();
        String tenant = target.tenant();
        if (schema == null) {
            return target.schema();
        }
        return tenant == null ? schema : schema.replace("{tenant}", tenant);
    }
}
