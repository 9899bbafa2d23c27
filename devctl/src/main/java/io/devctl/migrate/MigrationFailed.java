package io.devctl.migrate;

import io.devctl.model.MigrationError;

/** A migration failed on a target, and what it did in its last transaction is undone. */
final class MigrationFailed extends Exception {
    private final transient MigrationError error;

    MigrationFailed(MigrationError error, Throwable cause) {
        super(error.message(), cause);
        this.error = error;
    }

    MigrationFailed(MigrationError error) {
        super(error.message());
        this.error = error;
    }

    MigrationError error() {
        return error;
    }
}
