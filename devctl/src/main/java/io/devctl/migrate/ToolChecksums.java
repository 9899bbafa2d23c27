package io.devctl.migrate;

import io.devctl.migrate.files.FlywayChecksum;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.script.Script;
import org.jspecify.annotations.Nullable;

/** The checksums that the ledger's tool would give files for one target: Flyway counts the values in a repeatable file. */
final class ToolChecksums implements LedgerForm.Checksums {
    private final MigrationTarget target;
    private final LedgerForm form;

    ToolChecksums(MigrationTarget target, LedgerForm form) {
        this.target = target;
        this.form = form;
    }

    @Override
    public @Nullable String of(MigrationFile file) {
        if (file.flywayChecksum() == null || !file.repeatable()) {
            return file.flywayChecksum();
        }
        Script script = file.up();
        return script.placeholders().isEmpty()
                ? file.flywayChecksum()
                : FlywayChecksum.of(
                        script.filled(new Variables(script, file, target, form)).text());
    }
}
