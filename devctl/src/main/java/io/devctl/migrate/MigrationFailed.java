package io.devctl.migrate;

import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.MigrationError;
import org.jspecify.annotations.Nullable;

/** A migration failed on a target, and what it did in its last transaction is undone. */
final class MigrationFailed extends Exception {
    private final transient MigrationError error;
    private final transient @Nullable SqlFailure failure;

    MigrationFailed(MigrationError error, SqlFailure failure) {
        super(error.message(), failure);
        this.error = error;
        this.failure = failure;
    }

    MigrationFailed(MigrationError error) {
        super(error.message());
        this.error = error;
        this.failure = null;
    }

    MigrationError error() {
        return error;
    }

    /** What the server said, null when it was not asked. */
    @Nullable
    SqlFailure failure() {
        return failure;
    }
}
