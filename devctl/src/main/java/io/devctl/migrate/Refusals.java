package io.devctl.migrate;

import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.sql.SQLException;

/** Failures that are not a migration's. */
final class Refusals {
    private Refusals() {}

    static DevctlException notConnected(SQLException e) {
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                "cannot connect to the database: '" + e.getMessage() + "'",
                "run it again: devctl starts Postgres, or waits for one of your own",
                e);
    }

    static DevctlException notAsked(SqlFailure e) {
        String hint = !e.sqlstate().equals("42501")
                ? null
                : e.words().contains(" database ")
                        ? "grant the role CREATE on the database, or name another role"
                        : "connect as the role that migrated this database before";
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                "the database refused to answer: '" + e.words() + "' (SQLSTATE " + e.sqlstate() + ")",
                hint,
                e);
    }

    static DevctlException beingMigrated(MigrationTarget target, String holder) {
        return new DevctlException(
                ExitCode.LOCKED,
                "'" + target.target().label() + "' is being migrated by " + holder,
                "wait for it, or see dev migrate locks");
    }
}
