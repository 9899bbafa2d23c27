package io.devctl.hints;

import io.devctl.cli.Cli;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.Run;
import io.devctl.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Of each test: an empty folder to run commands in, and a new database, for services.yaml to name as somebody else's server. */
abstract class HintsWithDatabase {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    Path folder;

    Cli cli;
    Endpoint server;

    @BeforeEach
    void folderAndDatabase() {
        server = POSTGRES.freshEndpoint();
        cli = new Cli(folder);
    }

    /** Runs statements beside devctl, in one session. */
    final void sql(String... statements) throws SQLException {
        sql(server, statements);
    }

    static void sql(Endpoint at, String... statements) throws SQLException {
        try (Connection connection = Connections.to(at).getConnection();
                Statement run = connection.createStatement()) {
            for (String statement : statements) {
                run.execute(statement);
            }
        }
    }

    final Run migrate() {
        return cli.dev("migrate");
    }
}
